using System;
using ILGPU;
using ILGPU.Runtime;
using Lkca.Runtime.Ilgpu.Kernels;
using Stack = Lkca.Runtime.Ilgpu.StackedTensor;
using View = ILGPU.ArrayView<float>;

namespace Lkca.Runtime.Ilgpu;

// Once per step, for all blocks of a run at once: small products of parameters, and the chain back to them. And the large kernel of geometries that have no generated kernel.
public sealed partial class DeviceKernels
{
    private Action<KernelConfig, Stack, Stack, Stack, int, int>? _scaleColumns;
    private Action<KernelConfig, Stack, Stack, Stack, Stack, int, int, int>? _matrixVector;
    private Action<KernelConfig, View, Stack, Stack, int, int, int>? _weightedRows;
    private Action<KernelConfig, Stack, Stack, Stack, int, int, int>? _outerProduct;
    private Action<KernelConfig, Stack, Stack, Stack, int>? _addMatrices;
    private Action<KernelConfig, Stack, Stack, int, int>? _transpose;
    private Action<KernelConfig, View, View, View, ConvolutionShape, int, int>? _convolution;
    private Action<KernelConfig, View, View, View, ConvolutionShape, int, int>? _convolutionKernel;

    /// <summary>C (m×n) = A·B.</summary>
    public void MatrixProduct(Stack c, Stack a, Stack b, int m, int k, int n) => _products.MultiplyEach(c, n, a, k, false, b, n, false, m, n, k);

    /// <summary>C (m×n) = Aᵀ·B; A is (k, m).</summary>
    public void MatrixProductTransposedA(Stack c, Stack a, Stack b, int m, int k, int n) => _products.MultiplyEach(c, n, a, m, true, b, n, false, m, n, k);

    /// <summary>C (m×n) = A·Bᵀ; B is (n, k).</summary>
    public void MatrixProductTransposedB(Stack c, Stack a, Stack b, int m, int k, int n) => _products.MultiplyEach(c, n, a, k, false, b, k, true, m, n, k);

    /// <summary>y = x·diag(scale).</summary>
    public void ScaleColumns(Stack y, Stack x, Stack scale, int rows, int columns)
    {
        _scaleColumns ??= _accelerator.LoadStreamKernel<Stack, Stack, Stack, int, int>(MatrixKernels.ScaleColumns);
        _scaleColumns(_launches.Over(rows * columns, 1, y.Count), y, x, scale, rows * columns, columns);
    }

    /// <summary>y[c] = Σ_r a[r, c]·b[r, c].</summary>
    public void ColumnDots(Stack y, Stack a, Stack b, View scratch, int rows, int columns) => SumProducts(y, a, b, scratch, rows, columns, columns);

    /// <summary>y = W·x.</summary>
    public void MatrixVector(Stack y, Stack weight, Stack x, int rows, int columns) => MatrixVector(y, weight, x, x, 0, rows, columns);

    /// <summary>y = W·x + addend.</summary>
    public void MatrixVector(Stack y, Stack weight, Stack x, Stack addend, int rows, int columns) => MatrixVector(y, weight, x, addend, 1, rows, columns);

    /// <summary>y = Wᵀ·x.</summary>
    public void MatrixTransposedVector(Stack y, Stack weight, Stack x, View scratch, int rows, int columns)
    {
        _weightedRows ??= _accelerator.LoadStreamKernel<View, Stack, Stack, int, int, int>(SumKernels.Weighted);
        _weightedRows(_launches.Over(columns, SumKernels.Chunks, y.Count), scratch, weight, x, rows, columns, columns);
        SumParts(y, scratch, SumKernels.Chunks, columns);
    }

    /// <summary>y = column ⊗ row.</summary>
    public void OuterProduct(Stack y, Stack column, Stack row, int rows, int columns) => OuterProduct(y, column, row, 0, rows, columns);

    /// <summary>y += column ⊗ row.</summary>
    public void AddOuterProduct(Stack y, Stack column, Stack row, int rows, int columns) => OuterProduct(y, column, row, 1, rows, columns);

    /// <summary>z = x + y.</summary>
    public void AddMatrices(Stack z, Stack x, Stack y, int count) =>
        (_addMatrices ??= _accelerator.LoadStreamKernel<Stack, Stack, Stack, int>(MatrixKernels.Add))(_launches.Over(count, 1, z.Count), z, x, y, count);

    /// <summary>y = xᵀ; x has <paramref name="rows"/> rows.</summary>
    public void Transpose(Stack y, Stack x, int rows, int columns) =>
        (_transpose ??= _accelerator.LoadStreamKernel<Stack, Stack, int, int>(MatrixKernels.Transpose))(_launches.Over(rows * columns, 1, y.Count), y, x, rows, columns);

    /// <summary>The large kernel by its definition, for every geometry.</summary>
    public void Convolution(View y, View x, View kernel, int images, (int Height, int Width) grid, (int Height, int Width) size, int groups, int features, int stride) =>
        Convolution(y, x, kernel, images, Shape(grid, size, groups, features, stride), isFlipped: 0);

    /// <summary>dX: the correlation of dY with the kernel flipped in both axes.</summary>
    public void ConvolutionBackwardInput(View dX, View dY, View kernel, int images, (int Height, int Width) grid, (int Height, int Width) size, int groups, int features, int stride) =>
        Convolution(dX, dY, kernel, images, Shape(grid, size, groups, features, stride), isFlipped: 1);

    /// <summary>dK: the correlation of dY with x, summed over images and channels.</summary>
    public void ConvolutionBackwardKernel(
        View dKernel, View dY, View x, View scratch, int images, (int Height, int Width) grid, (int Height, int Width) size, int groups, int features, int stride)
    {
        var count = groups * size.Height * size.Width;
        _convolutionKernel ??= _accelerator.LoadStreamKernel<View, View, View, ConvolutionShape, int, int>(ConvolutionKernels.KernelGradient);
        _convolutionKernel(_launches.Over(count, ConvolutionKernels.Slices), scratch, dY, x, Shape(grid, size, groups, features, stride), images, count);
        SumParts(dKernel, scratch, ConvolutionKernels.Slices, count);
    }

    private static ConvolutionShape Shape((int Height, int Width) grid, (int Height, int Width) size, int groups, int features, int stride) =>
        new(grid.Height, grid.Width, size.Height, size.Width, groups, features, stride);

    private void Convolution(View y, View x, View kernel, int images, ConvolutionShape shape, int isFlipped)
    {
        var count = images * shape.GridHeight * shape.GridWidth * shape.Features;
        _convolution ??= _accelerator.LoadStreamKernel<View, View, View, ConvolutionShape, int, int>(ConvolutionKernels.Apply);
        _convolution(_launches.Over(count), y, x, kernel, shape, isFlipped, count);
    }

    private void MatrixVector(Stack y, Stack weight, Stack x, Stack addend, int hasAddend, int rows, int columns)
    {
        _matrixVector ??= _accelerator.LoadStreamKernel<Stack, Stack, Stack, Stack, int, int, int>(MatrixKernels.MultiplyVector);
        _matrixVector(_launches.Rows(rows, MatrixKernels.Rows, y.Count), y, weight, x, addend, hasAddend, rows, columns);
    }

    private void OuterProduct(Stack y, Stack column, Stack row, int add, int rows, int columns)
    {
        _outerProduct ??= _accelerator.LoadStreamKernel<Stack, Stack, Stack, int, int, int>(MatrixKernels.OuterProduct);
        _outerProduct(_launches.Over(rows * columns, 1, y.Count), y, column, row, add, rows * columns, columns);
    }
}
