using System;
using System.Collections.Generic;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Lkca.Runtime.Ilgpu.Kernels;

namespace Lkca.Runtime.Ilgpu;

/// <summary>C = A·B of row-major matrices: cuBLAS on CUDA where its library is found, the tiled kernel elsewhere. Both give the same bits in every run. The tiled kernel takes an epilogue; cuBLAS
/// has none, so its callers launch a kernel for it.</summary>
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
    private readonly Dictionary<Type, Delegate> _tiled = [];
    private Action<KernelConfig, StackedTensor, ArrayView<float>, int, int>? _sum;
    private Action<KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int, int>? _sumOfTwo;

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

    /// <summary>True where cuBLAS computes the products.</summary>
    public bool UsesCuBlas => _cuBlas is not null;

    /// <summary>C (m×n) = A·B or A·Bᵀ of activations, whose rows are padded to fours; ld* are the lengths of the stored rows.</summary>
    public void Multiply(ArrayView<float> c, int ldC, ArrayView<float> a, int ldA, ArrayView<float> b, int ldB, bool transB, int m, int n, int k)
    {
        if (!TryCuBlas(c, ldC, a, ldA, false, b, ldB, transB, m, n, k))
        {
            Tiled(default(RowsEpilogue), c, a, b, GemmShape.Whole(m, n, k, ldC, ldA, false, ldB, transB));
        }
    }

    /// <summary>C (m×n) = A·B of each block, or with one of them transposed; ld* are the lengths of the stored rows. On every accelerator the tiled kernel, since that is one launch for all
    /// blocks; cuBLAS, as ILGPU.Algorithms offers it, would be one for each.</summary>
    public void MultiplyEach(StackedTensor c, int ldC, StackedTensor a, int ldA, bool transA, StackedTensor b, int ldB, bool transB, int m, int n, int k)
    {
        var shape = GemmShape.Whole(m, n, k, ldC, ldA, transA, ldB, transB) with { AStep = a.Step, BStep = b.Step, CStep = c.Step };
        Tiled(default(EntriesEpilogue), c.First, a.First, b.First, shape, c.Count);
    }

    /// <summary>C (m×n, rows without padding) = Aᵀ·B where the inner dimension is the batch: long, while C is small. <paramref name="scratch"/> holds the splits' sums.</summary>
    public void MultiplyOverBatch(ArrayView<float> c, ArrayView<float> a, int ldA, ArrayView<float> b, int ldB, int m, int n, int k, ArrayView<float> scratch)
    {
        if (TryCuBlas(c, n, a, ldA, true, b, ldB, false, m, n, k))
        {
            return;
        }

        Tiled(default(EntriesEpilogue), scratch, a, b, GemmShape.Split(m, n, k, ldA, ldB, Splits, sumsRows: false), Splits);
        (_sum ??= _accelerator.LoadStreamKernel<StackedTensor, ArrayView<float>, int, int>(SumKernels.Parts))(_launches.Over(m * n), c, scratch, Splits, m * n);
    }

    /// <summary>The same on the tiled kernel, and <paramref name="rowSums"/> (m) = the sums of A's columns, which it reads anyway.</summary>
    public void MultiplyAndSumOverBatch(ArrayView<float> c, ArrayView<float> rowSums, ArrayView<float> a, int ldA, ArrayView<float> b, int ldB, int m, int n, int k, ArrayView<float> scratch)
    {
        Tiled(default(EntriesEpilogue), scratch, a, b, GemmShape.Split(m, n, k, ldA, ldB, Splits, sumsRows: true), Splits);
        _sumOfTwo ??= _accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int, int>(SumKernels.PartsOfTwo);
        _sumOfTwo(_launches.Over((m * n) + m), c, rowSums, scratch, Splits, m * n, m);
    }

    /// <summary>A·B on the tiled kernel, to what the epilogue makes of it.</summary>
    public void Tiled<TEpilogue>(TEpilogue epilogue, ArrayView<float> c, ArrayView<float> a, ArrayView<float> b, GemmShape shape, int parts = 1)
        where TEpilogue : struct, IGemmEpilogue<TEpilogue>
    {
        if (!_tiled.TryGetValue(typeof(TEpilogue), out var known))
        {
            _tiled[typeof(TEpilogue)] = known = _accelerator.LoadStreamKernel(Kernel<TEpilogue>());
        }

        var grid = ((shape.N + GemmKernel.Tile - 1) / GemmKernel.Tile, (shape.M + GemmKernel.Tile - 1) / GemmKernel.Tile, parts);
        var launch = (Action<KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, GemmShape, TEpilogue>)known;
        launch(_launches.Grid(grid, _usesTensorCores ? TensorGemmKernel.GroupSize : GemmKernel.GroupSize), c, a, b, shape, epilogue);
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

    private Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, GemmShape, TEpilogue> Kernel<TEpilogue>()
        where TEpilogue : struct, IGemmEpilogue<TEpilogue>
    {
        if (!_usesTensorCores)
        {
            return GemmKernel.Multiply;
        }

        return _accelerator is CudaAccelerator ? TensorGemmKernel.Multiply<MmaTensorCore, TEpilogue> : TensorGemmKernel.Multiply<SimulatedTensorCore, TEpilogue>;
    }
}
