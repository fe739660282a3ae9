using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Plain row-major matrices: what a step computes once from its parameters. Results must not overlap the factors of a product.</summary>
public static unsafe class Matrices
{
    private const int LaneCount = 64;

    /// <summary>c (m, n) = a (m, k)·b (k, n).</summary>
    public static void Multiply<T>(NativeSpan<T> c, NativeSpan<T> a, NativeSpan<T> b, int m, int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Product(c.Require((long)m * n), a.Require((long)m * k), k, 1, b.Require((long)k * n), m, k, n);

    /// <summary>c (m, n) = aᵀ·b with a (k, m), b (k, n).</summary>
    public static void MultiplyTransposedA<T>(NativeSpan<T> c, NativeSpan<T> a, NativeSpan<T> b, int m, int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Product(c.Require((long)m * n), a.Require((long)m * k), 1, m, b.Require((long)k * n), m, k, n);

    /// <summary>c (m, n) = a·bᵀ with a (m, k), b (n, k).</summary>
    public static void MultiplyTransposedB<T>(NativeSpan<T> c, NativeSpan<T> a, NativeSpan<T> b, int m, int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* to = c.Require((long)m * n), left = a.Require((long)m * k), right = b.Require((long)n * k);
        if (Simd.Use512 && n >= Vector512<T>.Count)
        {
            MatricesCore<Simd512<T>, Vector512<T>, T>.MultiplyTransposedB(to, left, right, m, k, n);
        }
        else if (Simd.Use256 && n >= Vector256<T>.Count)
        {
            MatricesCore<Simd256<T>, Vector256<T>, T>.MultiplyTransposedB(to, left, right, m, k, n);
        }
        else if (n >= Vector128<T>.Count)
        {
            MatricesCore<Simd128<T>, Vector128<T>, T>.MultiplyTransposedB(to, left, right, m, k, n);
        }
        else
        {
            MatricesCore<SimdScalar<T>, T, T>.MultiplyTransposedB(to, left, right, m, k, n);
        }
    }

    /// <summary>result[r, c] = matrix[r, c]·scale[c]; result may be matrix.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void ScaleColumns<T>(NativeSpan<T> result, NativeSpan<T> matrix, NativeSpan<T> scale, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* to = result.Require((long)rows * cols), from = matrix.Require((long)rows * cols), factors = scale.Require(cols);
        for (var r = 0; r < rows; r++, to += cols, from += cols)
        {
            Lanes.Run<T, MultiplyLanes<T>>(new(to, from, factors), cols);
        }
    }

    /// <summary>dots[c] = Σ_r a[r, c]·b[r, c]; overwrites.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void ColumnDots<T>(NativeSpan<T> dots, NativeSpan<T> a, NativeSpan<T> b, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* to = dots.Require(cols), left = a.Require((long)rows * cols), right = b.Require((long)rows * cols);
        Lanes.Run<T, FillLanes<T>>(new(to, T.Zero), cols);
        for (var r = 0; r < rows; r++, left += cols, right += cols)
        {
            Lanes.Run<T, AddProductLanes<T>>(new(to, left, right), cols);
        }
    }

    /// <summary>result[r] = Σ_c matrix[r, c]·vector[c] + addend[r], addend may be empty: one accumulator per column modulo 64, then the 64 in order.</summary>
    [MethodImpl(Simd.Kernel)]
    [SkipLocalsInit]
    public static void MatrixVector<T>(NativeSpan<T> result, NativeSpan<T> matrix, NativeSpan<T> vector, NativeSpan<T> addend, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* to = result.Require(rows), row = matrix.Require((long)rows * cols), factors = vector.Require(cols);
        var shifts = addend.IsEmpty ? null : addend.Require(rows);
        var sums = stackalloc T[LaneCount];
        for (var r = 0; r < rows; r++, row += cols)
        {
            Lanes.Run<T, FillLanes<T>>(new(sums, T.Zero), LaneCount);
            for (nint c = 0; c < cols; c += LaneCount)
            {
                Lanes.Run<T, AddProductLanes<T>>(new(sums, row + c, factors + c), nint.Min(LaneCount, cols - c));
            }

            var sum = T.Zero;
            for (nint lane = 0; lane < LaneCount; lane++)
            {
                sum += sums[lane];
            }

            to[r] = shifts == null ? sum : sum + shifts[r];
        }
    }

    /// <summary>result[c] = Σ_r matrix[r, c]·vector[r].</summary>
    [MethodImpl(Simd.Kernel)]
    public static void MatrixVectorTransposed<T>(NativeSpan<T> result, NativeSpan<T> matrix, NativeSpan<T> vector, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* to = result.Require(cols), row = matrix.Require((long)rows * cols), factors = vector.Require(rows);
        Lanes.Run<T, FillLanes<T>>(new(to, T.Zero), cols);
        for (var r = 0; r < rows; r++, row += cols)
        {
            Lanes.Run<T, AddScaledLanes<T>>(new(to, row, factors[r]), cols);
        }
    }

    /// <summary>matrix[r, c] += column[r]·row[c].</summary>
    [MethodImpl(Simd.Kernel)]
    public static void AddOuter<T>(NativeSpan<T> matrix, NativeSpan<T> column, NativeSpan<T> row, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* to = matrix.Require((long)rows * cols), left = column.Require(rows), right = row.Require(cols);
        for (var r = 0; r < rows; r++, to += cols)
        {
            Lanes.Run<T, AddScaledLanes<T>>(new(to, right, left[r]), cols);
        }
    }

    /// <summary>result (cols, rows) = matrixᵀ with matrix (rows, cols).</summary>
    public static void Transpose<T>(NativeSpan<T> result, NativeSpan<T> matrix, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Transposer.Run(result.Require((long)rows * cols), rows, matrix.Require((long)rows * cols), cols, rows, cols);

    /// <summary>result = a + b; result may be a or b.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Add<T>(NativeSpan<T> result, NativeSpan<T> a, NativeSpan<T> b, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes.Run<T, AddLanes<T>>(new(result.Require(count), a.Require(count), b.Require(count)), (nint)count);

    /// <summary>result = source.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Copy<T>(NativeSpan<T> result, NativeSpan<T> source, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes.Run<T, CopyLanes<T>>(new(result.Require(count), source.Require(count)), (nint)count);

    private static void Product<T>(T* c, T* a, nint aRow, nint aK, T* b, int m, int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512 && n >= Vector512<T>.Count)
        {
            MatricesCore<Simd512<T>, Vector512<T>, T>.Multiply(c, a, aRow, aK, b, m, k, n);
        }
        else if (Simd.Use256 && n >= Vector256<T>.Count)
        {
            MatricesCore<Simd256<T>, Vector256<T>, T>.Multiply(c, a, aRow, aK, b, m, k, n);
        }
        else if (n >= Vector128<T>.Count)
        {
            MatricesCore<Simd128<T>, Vector128<T>, T>.Multiply(c, a, aRow, aK, b, m, k, n);
        }
        else
        {
            MatricesCore<SimdScalar<T>, T, T>.Multiply(c, a, aRow, aK, b, m, k, n);
        }
    }
}
