using System;
using System.Runtime.InteropServices;

namespace Lkca.Runtime.Memory;

/// <summary>Asks the system for large pages where it knows them: a training step walks over hundreds of megabytes in short strides, and with pages of 4 KiB the address translation costs several percent.</summary>
internal static unsafe partial class HugePages
{
    /// <summary>Size and alignment of a large page.</summary>
    public const nuint Size = 2 << 20;

    private const int MadviseHugePage = 14;

    /// <summary>A hint for the whole large pages inside the block; without effect on other systems, and where it is refused.</summary>
    public static void Advise(void* memory, nuint bytes)
    {
        if (OperatingSystem.IsLinux() && bytes >= Size)
        {
            var start = ((nuint)memory + Size - 1) / Size * Size;
            var end = ((nuint)memory + bytes) / Size * Size;
            try
            {
                _ = end > start ? MemoryAdvise((void*)start, end - start, MadviseHugePage) : 0;
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
            {
                // Another C library: small pages do as well.
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MemoryAdvise(void* address, nuint length, int advice);
}
