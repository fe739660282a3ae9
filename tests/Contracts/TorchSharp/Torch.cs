using System;

namespace TorchSharp
{
    public static partial class torch
    {
        public static Device CPU = null!;

        public enum RoundingMode
        {
            None = 0,
        }

        public enum ScalarType : sbyte
        {
            Int64 = 4,
            Float32 = 6,
            Float64 = 7,
            BFloat16 = 15,
        }

        public static DisposeScope NewDisposeScope() => throw Contract.NotBuilt;

        public static void InitializeDeviceType(DeviceType deviceType) => throw Contract.NotBuilt;

        public static int get_num_threads() => throw Contract.NotBuilt;

        public static void set_num_threads(int num) => throw Contract.NotBuilt;

        public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw Contract.NotBuilt;

        public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw Contract.NotBuilt;

        public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw Contract.NotBuilt;

        public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => throw Contract.NotBuilt;

        public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => throw Contract.NotBuilt;

        public class Device
        {
            public Device(DeviceType deviceType, int index = -1) => throw Contract.NotBuilt;

            public DeviceType type => throw Contract.NotBuilt;
        }

        public static class backends
        {
            public static class cuda
            {
                public static class matmul
                {
                    public static bool allow_tf32
                    {
                        get => throw Contract.NotBuilt;
                        set => throw Contract.NotBuilt;
                    }
                }
            }

            public static class cudnn
            {
                public static bool allow_tf32
                {
                    get => throw Contract.NotBuilt;
                    set => throw Contract.NotBuilt;
                }
            }
        }

        public static class cuda
        {
            public static int device_count() => throw Contract.NotBuilt;
        }

        public static class fft
        {
            public static Tensor irfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => throw Contract.NotBuilt;

            public static Tensor rfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => throw Contract.NotBuilt;
        }

        public static class jit
        {
            public static CompilationUnit compile(string script) => throw Contract.NotBuilt;

            public class CompilationUnit : IDisposable
            {
                internal CompilationUnit() => throw Contract.NotBuilt;

                public TResult invoke<TResult>(string name, params object[] inputs) => throw Contract.NotBuilt;

                public void Dispose() => throw Contract.NotBuilt;
            }
        }

        public static class nn
        {
            public static class functional
            {
                public static Tensor conv2d(
                    Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) => throw Contract.NotBuilt;

                public static Tensor gelu(Tensor x) => throw Contract.NotBuilt;

                public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => throw Contract.NotBuilt;

                public static Tensor log_softmax(Tensor x, long dim) => throw Contract.NotBuilt;

                public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => throw Contract.NotBuilt;

                public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => throw Contract.NotBuilt;
            }
        }
    }
}
