using System.Numerics;
using Xunit;
using Cpu = Lkca.Runtime.Kernels.Cpu;
using Reference = Lkca.Runtime.Kernels.Reference;

namespace Lkca.Runtime.Tests.Kernels;

public sealed class MatricesSingleTests : MatricesTests<float>;

public sealed class MatricesDoubleTests : MatricesTests<double>;

public abstract class MatricesTests<T> : KernelTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 7)]
    [InlineData(7, 18, 2)]
    [InlineData(33, 65, 18)]
    [InlineData(6, 130, 64)]
    [InlineData(5, 64, 20)]
    [InlineData(13, 7, 33)]
    [InlineData(210, 210, 210)]
    [InlineData(17, 210, 100)]
    public void Products(int m, int k, int n)
    {
        var (a, b) = (Random(m * k), Random(k * n));
        var (expected, actual) = (Empty(m * n), Empty(m * n));
        Reference.Matrices.Multiply(expected, a, b, m, k, n);
        Cpu.Matrices.Multiply(actual, a, b, m, k, n);
        Close(expected, actual, m * n);
        Reference.Matrices.MultiplyTransposedA(expected, a, b, m, k, n);
        Cpu.Matrices.MultiplyTransposedA(actual, a, b, m, k, n);
        Close(expected, actual, m * n);
        Reference.Matrices.MultiplyTransposedB(expected, a, b, m, k, n);
        Cpu.Matrices.MultiplyTransposedB(actual, a, b, m, k, n);
        Close(expected, actual, m * n);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    [InlineData(18, 33)]
    [InlineData(65, 18)]
    [InlineData(210, 130)]
    public void RowsAndColumns(int rows, int cols)
    {
        var (a, b, row, column) = (Random(rows * cols), Random(rows * cols), Random(cols), Random(rows));
        var (expected, actual) = (Empty(rows * cols), Empty(rows * cols));
        Reference.Matrices.ScaleColumns(expected, a, row, rows, cols);
        Cpu.Matrices.ScaleColumns(actual, a, row, rows, cols);
        Same(expected, actual);
        Reference.Matrices.Transpose(expected, a, rows, cols);
        Cpu.Matrices.Transpose(actual, a, rows, cols);
        Same(expected, actual);
        Reference.Matrices.Add(expected, a, b, rows * cols);
        Cpu.Matrices.Add(actual, a, b, rows * cols);
        Same(expected, actual);
        Cpu.Matrices.Copy(actual, b, rows * cols);
        Same(b, actual);
        Reference.Matrices.AddOuter(expected, column, row, rows, cols);
        Cpu.Matrices.Add(actual, a, b, rows * cols);
        Cpu.Matrices.AddOuter(actual, column, row, rows, cols);
        Close(expected, actual, rows * cols);
        var (dots, fastDots, sums, fastSums) = (Empty(cols), Empty(cols), Empty(rows), Empty(rows));
        Reference.Matrices.ColumnDots(dots, a, b, rows, cols);
        Cpu.Matrices.ColumnDots(fastDots, a, b, rows, cols);
        Close(dots, fastDots, cols);
        Reference.Matrices.MatrixVectorTransposed(dots, a, column, rows, cols);
        Cpu.Matrices.MatrixVectorTransposed(fastDots, a, column, rows, cols);
        Close(dots, fastDots, cols);
        Reference.Matrices.MatrixVector(sums, a, row, column, rows, cols);
        Cpu.Matrices.MatrixVector(fastSums, a, row, column, rows, cols);
        Close(sums, fastSums, rows);
        Reference.Matrices.MatrixVector(sums, a, row, default, rows, cols);
        Cpu.Matrices.MatrixVector(fastSums, a, row, default, rows, cols);
        Close(sums, fastSums, rows);
    }
}
