using ILGPU;
using Lkca.Runtime.Ilgpu.Kernels;

namespace Lkca.Runtime.Ilgpu;

/// <summary>Grids of kernels.</summary>
internal static class Launch
{
    /// <summary>One thread per element.</summary>
    public static KernelConfig Over(int count) => Groups((count + Threads.PerGroup - 1) / Threads.PerGroup);

    /// <summary>One thread per element, for each of <paramref name="parts"/> parts (Grid.IdxY).</summary>
    public static KernelConfig Over(int count, int parts) => new(new Index3D((count + Threads.PerGroup - 1) / Threads.PerGroup, parts, 1), new Index3D(Threads.PerGroup, 1, 1));

    /// <summary>That many groups.</summary>
    public static KernelConfig Groups(int count) => new(new Index3D(count, 1, 1), new Index3D(Threads.PerGroup, 1, 1));
}
