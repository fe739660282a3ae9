using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>How kernels are cut into groups of threads.</summary>
internal static class Threads
{
    /// <summary>Threads of a group: few enough for every accelerator, the simulator included.</summary>
    public const int PerGroup = 128;

    /// <summary>The number of this thread in a kernel that has one thread per element.</summary>
    public static int Index => (Grid.IdxX * Group.DimX) + Group.IdxX;
}
