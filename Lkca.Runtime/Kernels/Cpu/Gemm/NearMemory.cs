using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Brings memory that was not used for long into the second cache: read in order, the processor fetches the lines ahead by itself (measured at
/// <see cref="LinearCore{TOps,TVec,T}"/>).</summary>
internal static unsafe class NearMemory<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Reads <paramref name="elements"/> elements once, a vector of each line.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Read(T* memory, nint elements)
    {
        // Sums that are kept: a load whose value nobody uses would be left out.
        TVec even = TOps.Zero, odd = TOps.Zero;
        var line = (nint)(64 / sizeof(T));
        for (nint i = 0; i <= elements - (2 * line); i += 2 * line)
        {
            even = TOps.Add(even, TOps.Load(memory + i));
            odd = TOps.Add(odd, TOps.Load(memory + i + line));
        }

        Unsafe.SkipInit(out TVec kept);
        Volatile(ref kept, TOps.Add(even, odd));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Volatile(ref TVec place, TVec value) => place = value;
}
