using System;
using ILGPU.Runtime.Cuda;

namespace ILGPU
{
    public static class AlgorithmContext
    {
        public static Context.Builder EnableAlgorithms(this Context.Builder builder) => throw Contract.NotBuilt;
    }
}

namespace ILGPU.Runtime.Cuda
{
    public enum CuBlasOperation
    {
        NonTranspose = 0,
        Transpose = 1,
        ConjugateTranspose = 2,
    }

    public enum CuBlasMathMode
    {
        DefaultMath = 0,
        TensorOpMath = 1,
    }

    public class CuBlas<TPointerModeHandler> : IDisposable
    {
        protected CuBlas()
        {
        }

        public CuBlasMathMode MathMode
        {
            get => throw Contract.NotBuilt;
            set => throw Contract.NotBuilt;
        }

        public void Gemm(
            CuBlasOperation transa, CuBlasOperation transb, int m, int n, int k, float alpha, ArrayView<float> a, int lda, ArrayView<float> b, int ldb, float beta,
            ArrayView<float> c, int ldc) => throw Contract.NotBuilt;

        public void Dispose() => throw Contract.NotBuilt;
    }

    public static class CuBlasPointerModeHandlers
    {
        public readonly struct ManualMode
        {
        }
    }

    public sealed class CuBlas : CuBlas<CuBlasPointerModeHandlers.ManualMode>
    {
        public CuBlas(CudaAccelerator accelerator) => throw Contract.NotBuilt;
    }
}
