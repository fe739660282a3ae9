using System;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Lkca.Runtime.Ilgpu.Kernels;

namespace Lkca.Runtime.Ilgpu;

/// <summary>C = A·B of row-major matrices: cuBLAS on CUDA where its library is found, the tiled kernel elsewhere. Both give the same bits in every run.</summary>
internal sealed class MatrixProducts : IDisposable
{
    /// <summary>Splits of a long inner dimension in the tiled kernel, each with its own sums.</summary>
    public const int Splits = 8;

    /// <summary>CUBLAS_TF32_TENSOR_OP_MATH, which ILGPU's enumeration does not name.</summary>
    private const CuBlasMathMode TensorFloat32 = (CuBlasMathMode)3;

    private readonly CuBlas? _cuBlas;
    private readonly bool _usesTensorCores;
    private readonly Accelerator _accelerator;
    private readonly Launches _launches;
    private Action<KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, GemmShape>? _tiled;
    private Action<KernelConfig, ArrayView<float>, ArrayView<float>, int, int>? _sum;

    public MatrixProducts(Accelerator accelerator, bool usesTensorCores, Launches launches)
    {
        _launches = launches;
        _accelerator = accelerator;
        _usesTensorCores = usesTensorCores;
        if (accelerator is CudaAccelerator cuda)
        {
            (_cuBlas, Warning) = TryOpen(cuda);
            if (_cuBlas is not null && usesTensorCores)
            {
                _cuBlas.MathMode = TensorFloat32;
            }
        }
    }

    /// <summary>Why a CUDA device runs without cuBLAS, or null.</summary>
    public string? Warning { get; }

    /// <summary>C (m×n) = A·B, or with one of them transposed; ld* are the lengths of the stored rows.</summary>
    public void Multiply(ArrayView<float> c, int ldC, ArrayView<float> a, int ldA, bool transA, ArrayView<float> b, int ldB, bool transB, int m, int n, int k)
    {
        if (!TryCuBlas(c, ldC, a, ldA, transA, b, ldB, transB, m, n, k))
        {
            Tiled(c, new(m, n, k, transA ? 1 : ldA, transA ? ldA : 1, transB ? 1 : ldB, transB ? ldB : 1, ldC, k, 0), a, b, 1);
        }
    }

    /// <summary>C (m×n, rows without padding) = Aᵀ·B where the inner dimension is the batch: long, while C is small. <paramref name="scratch"/> holds the splits' sums.</summary>
    public void MultiplyOverBatch(ArrayView<float> c, ArrayView<float> a, int ldA, ArrayView<float> b, int ldB, int m, int n, int k, ArrayView<float> scratch)
    {
        if (TryCuBlas(c, n, a, ldA, true, b, ldB, false, m, n, k))
        {
            return;
        }

        var length = (k + Splits - 1) / Splits;
        Tiled(scratch, new(m, n, k, 1, ldA, ldB, 1, n, length, m * n), a, b, Splits);
        (_sum ??= _accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, int, int>(SumKernels.Parts))(_launches.Over(m * n), c, scratch, Splits, m * n);
    }

    /// <inheritdoc/>
    public void Dispose() => _cuBlas?.Dispose();

    private static (CuBlas? Library, string? Warning) TryOpen(CudaAccelerator accelerator)
    {
        try
        {
            return (new CuBlas(accelerator), null);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return (null, "cuBLAS was not found (libcublas.so.12, .11 or .10; package libcublas-12-x of NVIDIA's repository): matrix products run on Lkca's own kernel, which is slower.");
        }
    }

    /// <summary>cuBLAS reads matrices column by column: row-major C = A·B is Cᵀ = Bᵀ·Aᵀ of the same memory.</summary>
    private bool TryCuBlas(ArrayView<float> c, int ldC, ArrayView<float> a, int ldA, bool transA, ArrayView<float> b, int ldB, bool transB, int m, int n, int k)
    {
        _cuBlas?.Gemm(Operation(transB), Operation(transA), n, m, k, 1, b, ldB, a, ldA, 0, c, ldC);
        return _cuBlas is not null;
    }

    private static CuBlasOperation Operation(bool isTransposed) => isTransposed ? CuBlasOperation.Transpose : CuBlasOperation.NonTranspose;

    private void Tiled(ArrayView<float> c, GemmShape shape, ArrayView<float> a, ArrayView<float> b, int splits)
    {
        _tiled ??= _accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, GemmShape>(Kernel());
        var grid = ((shape.N + GemmKernel.Tile - 1) / GemmKernel.Tile, (shape.M + GemmKernel.Tile - 1) / GemmKernel.Tile, splits);
        _tiled(_launches.Grid(grid, _usesTensorCores ? TensorGemmKernel.GroupSize : GemmKernel.GroupSize), c, a, b, shape);
    }

    private Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, GemmShape> Kernel()
    {
        if (!_usesTensorCores)
        {
            return GemmKernel.Multiply;
        }

        return _accelerator is CudaAccelerator ? TensorGemmKernel.Multiply<MmaTensorCore> : TensorGemmKernel.Multiply<SimulatedTensorCore>;
    }
}
