using System.Numerics;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>What is done to a product's elements as soon as they are computed.</summary>
internal unsafe interface IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Works on the elements (<paramref name="row"/>, lane … lane + lanes − 1) of C, which lie at <paramref name="c"/>.</summary>
    void Row<TOps, TVec>(T* c, int row, int lane, int lanes)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged;
}

/// <summary>Nothing is done: the plain product.</summary>
internal unsafe readonly struct NoEpilogue<T> : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public void Row<TOps, TVec>(T* c, int row, int lane, int lanes)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
    {
    }
}
