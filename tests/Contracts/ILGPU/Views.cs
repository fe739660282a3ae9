using System;

namespace ILGPU;

public interface IArrayView
{
    long Length { get; }
}

public interface IContiguousArrayView : IArrayView
{
}

public interface IArrayView<T> : IArrayView
    where T : unmanaged
{
}

public interface IContiguousArrayView<T> : IArrayView<T>, IContiguousArrayView
    where T : unmanaged
{
}

public readonly struct ArrayView<T> : IContiguousArrayView<T>
    where T : unmanaged
{
    public long Length => throw Contract.NotBuilt;

    public ref T this[int index] => throw Contract.NotBuilt;

    public ref T this[long index] => throw Contract.NotBuilt;

    public ArrayView<T> SubView(long index, long subViewLength) => throw Contract.NotBuilt;

    public ArrayView<TOther> Cast<TOther>()
        where TOther : unmanaged => throw Contract.NotBuilt;
}
