using System.Numerics;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>What is done to a product's elements as soon as they are computed.</summary>
internal unsafe interface IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Works on a register tile: rows <paramref name="row"/> … row + rows − 1 and lanes <paramref name="lane"/> … lane + lanes − 1 (whole vectors) of C, which lie at
    /// <paramref name="c"/> with <paramref name="cRow"/> elements from row to row.</summary>
    void Tile<TOps, TVec>(T* c, nint cRow, int row, int rows, int lane, int lanes)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged;
}

/// <summary>Nothing is done: the plain product.</summary>
internal unsafe readonly struct NoEpilogue<T> : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public void Tile<TOps, TVec>(T* c, nint cRow, int row, int rows, int lane, int lanes)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
    {
    }
}
