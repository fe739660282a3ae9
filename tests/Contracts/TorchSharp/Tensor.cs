using System;

namespace TorchSharp
{
    public static partial class torch
    {
        public class Tensor : IDisposable
        {
            internal Tensor() => throw Contract.NotBuilt;

            public Device device => throw Contract.NotBuilt;

            public DeviceType device_type => throw Contract.NotBuilt;

            public long[] shape => throw Contract.NotBuilt;

            public ScalarType dtype => throw Contract.NotBuilt;

            public Span<byte> bytes => throw Contract.NotBuilt;

            public T item<T>() where T : unmanaged => throw Contract.NotBuilt;

            public Tensor add_(Scalar scalar) => throw Contract.NotBuilt;

            public Tensor add_(Tensor target, Scalar alpha) => throw Contract.NotBuilt;

            public Tensor add_(Tensor target) => throw Contract.NotBuilt;

            public Tensor add(Tensor target) => throw Contract.NotBuilt;

            public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => throw Contract.NotBuilt;

            public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => throw Contract.NotBuilt;

            public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => throw Contract.NotBuilt;

            public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => throw Contract.NotBuilt;

            public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => throw Contract.NotBuilt;

            public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => throw Contract.NotBuilt;

            public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => throw Contract.NotBuilt;

            public Tensor bmm(Tensor batch2) => throw Contract.NotBuilt;

            public Tensor clone() => throw Contract.NotBuilt;

            public Tensor conj() => throw Contract.NotBuilt;

            public Tensor contiguous() => throw Contract.NotBuilt;

            public Tensor copy_(Tensor source, bool nonBlocking = false) => throw Contract.NotBuilt;

            public Tensor DetachFromDisposeScope() => throw Contract.NotBuilt;

            public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => throw Contract.NotBuilt;

            public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => throw Contract.NotBuilt;

            public Tensor exp() => throw Contract.NotBuilt;

            public Tensor expand(params long[] sizes) => throw Contract.NotBuilt;

            public Tensor flip(params long[] dims) => throw Contract.NotBuilt;

            public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => throw Contract.NotBuilt;

            public Tensor index_select(long dim, Tensor index) => throw Contract.NotBuilt;

            public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => throw Contract.NotBuilt;

            public Tensor mm(Tensor target) => throw Contract.NotBuilt;

            public Tensor MoveToOuterDisposeScope() => throw Contract.NotBuilt;

            public Tensor mul_(Scalar target) => throw Contract.NotBuilt;

            public Tensor mul_(Tensor target) => throw Contract.NotBuilt;

            public Tensor mul(Scalar target) => throw Contract.NotBuilt;

            public Tensor mul(Tensor target) => throw Contract.NotBuilt;

            public Tensor mv(Tensor target) => throw Contract.NotBuilt;

            public Tensor narrow(long dim, long start, long length) => throw Contract.NotBuilt;

            public Tensor neg() => throw Contract.NotBuilt;

            public Tensor outer(Tensor vec2) => throw Contract.NotBuilt;

            public Tensor permute(params long[] permutation) => throw Contract.NotBuilt;

            public Tensor repeat(params long[] sizes) => throw Contract.NotBuilt;

            public Tensor reshape(params long[] shape) => throw Contract.NotBuilt;

            public Tensor roll((long, long) shifts, (long, long) dims) => throw Contract.NotBuilt;

            public Tensor select(long dim, long index) => throw Contract.NotBuilt;

            public Tensor sqrt_() => throw Contract.NotBuilt;

            public Tensor squeeze(long? dim = null) => throw Contract.NotBuilt;

            public Tensor sub_(Tensor target) => throw Contract.NotBuilt;

            public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => throw Contract.NotBuilt;

            public Tensor sum(ScalarType? type = null) => throw Contract.NotBuilt;

            public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => throw Contract.NotBuilt;

            public Tensor t() => throw Contract.NotBuilt;

            public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw Contract.NotBuilt;

            public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw Contract.NotBuilt;

            public Tensor transpose(long dim0, long dim1) => throw Contract.NotBuilt;

            public Tensor unsqueeze(long dim) => throw Contract.NotBuilt;

            public Tensor view(params long[] shape) => throw Contract.NotBuilt;

            public void Dispose() => throw Contract.NotBuilt;
        }
    }
}
