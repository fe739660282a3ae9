using ILGPU;
using Lkca.Runtime.Ilgpu.Kernels;

namespace Lkca.Runtime.Ilgpu;

/// <summary>Grids of kernels, and how many were made: one for each launch.</summary>
internal sealed class Launches
{
    /// <summary>Kernels launched so far.</summary>
    public long Count { get; private set; }

    /// <summary>One thread per element.</summary>
    public KernelConfig Over(int count) => Over(count, 1);

    /// <summary>One thread per element, for each of <paramref name="parts"/> parts (Grid.IdxY).</summary>
    public KernelConfig Over(int count, int parts) => Grid((Groups(count), parts, 1), Threads.PerGroup);

    /// <summary>The same for each of <paramref name="blocks"/> blocks (Grid.IdxZ).</summary>
    public KernelConfig Over(int count, int parts, int blocks) => Grid((Groups(count), parts, blocks), Threads.PerGroup);

    /// <summary>A group for every so many rows, for each of <paramref name="blocks"/> blocks (Grid.IdxZ).</summary>
    public KernelConfig Rows(int rows, int perGroup, int blocks) => Grid(((rows + perGroup - 1) / perGroup, 1, blocks), Threads.PerGroup);

    /// <summary>A group for every so many rows.</summary>
    public KernelConfig Rows(int rows, int perGroup) => Grid(((rows + perGroup - 1) / perGroup, 1, 1), Threads.PerGroup);

    /// <summary>That grid of groups.</summary>
    public KernelConfig Grid((int X, int Y, int Z) grid, int groupSize)
    {
        Count++;
        return new(new Index3D(grid.X, grid.Y, grid.Z), new Index3D(groupSize, 1, 1));
    }

    private static int Groups(int count) => (count + Threads.PerGroup - 1) / Threads.PerGroup;
}
