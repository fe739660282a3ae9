using System;

namespace ILGPU
{
    public interface IStride1D
    {
    }

    public static class Stride1D
    {
        public readonly struct Dense : IStride1D
        {
        }
    }
}

namespace ILGPU.Runtime
{
    public class MemoryBuffer1D<T, TStride> : IDisposable
        where T : unmanaged
        where TStride : struct, IStride1D
    {
        protected internal MemoryBuffer1D()
        {
        }

        public ArrayView<T> AsContiguous() => throw Contract.NotBuilt;

        public void Dispose() => throw Contract.NotBuilt;
    }

    public static class ArrayViewExtensions
    {
        public static ArrayView<T> AsAligned<T>(this ArrayView<T> view, int alignmentInBytes)
            where T : unmanaged => throw Contract.NotBuilt;

        public static void MemSetToZero<TView>(this TView view)
            where TView : IContiguousArrayView => throw Contract.NotBuilt;

        public static void CopyFromCPU<T, TView>(this TView target, in ReadOnlySpan<T> span)
            where TView : IContiguousArrayView<T>
            where T : unmanaged => throw Contract.NotBuilt;

        public static void CopyToCPU<T, TView>(this TView source, in Span<T> span)
            where TView : IContiguousArrayView<T>
            where T : unmanaged => throw Contract.NotBuilt;
    }
}
