using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>How kernels are cut into groups of threads.</summary>
internal static class Threads
{
    /// <summary>Threads of a group: two warps, so that a multiprocessor can hold many groups, and few enough for the simulator, where each is a thread of the system.</summary>
    public const int PerGroup = 64;

    /// <summary>Threads of the largest group that a generated kernel has.</summary>
    public const int MaxPerGroup = 128;

    /// <summary>The number of this thread in a kernel that has one thread per element.</summary>
    public static int Index => (Grid.IdxX * Group.DimX) + Group.IdxX;
}
