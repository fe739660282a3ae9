using System;
using ILGPU;
using ILGPU.Runtime;
using Lkca.Runtime.Ilgpu.Kernels;
using View = ILGPU.ArrayView<float>;

namespace Lkca.Runtime.Ilgpu;

// Once per step: small products of parameters, and the chain back to them. And the large kernel of geometries that have no generated kernel.
public sealed partial class DeviceKernels
{
    private Action<KernelConfig, View, View, View, int, int>? _scaleColumns;
    private Action<KernelConfig, View, View, View, View, int, int, int>? _matrixVector;
    private Action<KernelConfig, View, View, View, int, int, int>? _weightedRows;
    private Action<KernelConfig, View, View, View, int, int, int>? _outerProduct;
    private Action<KernelConfig, View, View, int, int>? _transpose;
    private Action<KernelConfig, View, View, View, ConvolutionShape, int, int>? _convolution;
    private Action<KernelConfig, View, View, View, ConvolutionShape, int, int>? _convolutionKernel;

    /// <summary>C (m×n) = A·B.</summary>
    public void MatrixProduct(View c, View a, View b, int m, int k, int n) => _products.Multiply(c, n, a, k, false, b, n, false, m, n, k);

    /// <summary>C (m×n) = Aᵀ·B; A is (k, m).</summary>
    public void MatrixProductTransposedA(View c, View a, View b, int m, int k, int n) => _products.Multiply(c, n, a, m, true, b, n, false, m, n, k);

    /// <summary>C (m×n) = A·Bᵀ; B is (n, k).</summary>
    public void MatrixProductTransposedB(View c, View a, View b, int m, int k, int n) => _products.Multiply(c, n, a, k, false, b, k, true, m, n, k);

    /// <summary>y = x·diag(scale).</summary>
    public void ScaleColumns(View y, View x, View scale, int rows, int columns) =>
        (_scaleColumns ??= _accelerator.LoadStreamKernel<View, View, View, int, int>(MatrixKernels.ScaleColumns))(_launches.Over(rows * columns), y, x, scale, rows * columns, columns);

    /// <summary>y[c] = Σ_r a[r, c]·b[r, c].</summary>
    public void ColumnDots(View y, View a, View b, View scratch, int rows, int columns) => SumProducts(y, a, b, scratch, rows, columns, columns);

    /// <summary>y = W·x.</summary>
    public void MatrixVector(View y, View weight, View x, int rows, int columns) => MatrixVector(y, weight, x, x, 0, rows, columns);

    /// <summary>y = W·x + addend.</summary>
    public void MatrixVector(View y, View weight, View x, View addend, int rows, int columns) => MatrixVector(y, weight, x, addend, 1, rows, columns);

    /// <summary>y = Wᵀ·x.</summary>
    public void MatrixTransposedVector(View y, View weight, View x, View scratch, int rows, int columns)
    {
        _weightedRows ??= _accelerator.LoadStreamKernel<View, View, View, int, int, int>(SumKernels.Weighted);
        _weightedRows(_launches.Over(columns, SumKernels.Chunks), scratch, weight, x, rows, columns, columns);
        SumParts(y, scratch, SumKernels.Chunks, columns);
    }

    /// <summary>y = column ⊗ row.</summary>
    public void OuterProduct(View y, View column, View row, int rows, int columns) => OuterProduct(y, column, row, 0, rows, columns);

    /// <summary>y += column ⊗ row.</summary>
    public void AddOuterProduct(View y, View column, View row, int rows, int columns) => OuterProduct(y, column, row, 1, rows, columns);

    /// <summary>y = xᵀ; x has <paramref name="rows"/> rows.</summary>
    public void Transpose(View y, View x, int rows, int columns) =>
        (_transpose ??= _accelerator.LoadStreamKernel<View, View, int, int>(MatrixKernels.Transpose))(_launches.Over(rows * columns), y, x, rows, columns);

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

    private void MatrixVector(View y, View weight, View x, View addend, int hasAddend, int rows, int columns)
    {
        _matrixVector ??= _accelerator.LoadStreamKernel<View, View, View, View, int, int, int>(MatrixKernels.MultiplyVector);
        _matrixVector(_launches.Rows(rows, MatrixKernels.Rows), y, weight, x, addend, hasAddend, rows, columns);
    }

    private void OuterProduct(View y, View column, View row, int add, int rows, int columns)
    {
        _outerProduct ??= _accelerator.LoadStreamKernel<View, View, View, int, int, int>(MatrixKernels.OuterProduct);
        _outerProduct(_launches.Over(rows * columns), y, column, row, add, rows * columns, columns);
    }
}
