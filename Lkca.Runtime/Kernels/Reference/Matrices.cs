using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Plain row-major matrices: the naive twins of <see cref="Cpu.Matrices"/>.</summary>
public static unsafe class Matrices
{
    /// <summary>c (m, n) = a (m, k)·b (k, n).</summary>
    public static void Multiply<T>(NativeSpan<T> c, NativeSpan<T> a, NativeSpan<T> b, int m, int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Product(c, a, k, 1, b, n, 1, m, k, n);

    /// <summary>c (m, n) = aᵀ·b with a (k, m), b (k, n).</summary>
    public static void MultiplyTransposedA<T>(NativeSpan<T> c, NativeSpan<T> a, NativeSpan<T> b, int m, int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Product(c, a, 1, m, b, n, 1, m, k, n);

    /// <summary>c (m, n) = a·bᵀ with a (m, k), b (n, k).</summary>
    public static void MultiplyTransposedB<T>(NativeSpan<T> c, NativeSpan<T> a, NativeSpan<T> b, int m, int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Product(c, a, k, 1, b, 1, k, m, k, n);

    /// <summary>result[r, c] = matrix[r, c]·scale[c].</summary>
    public static void ScaleColumns<T>(NativeSpan<T> result, NativeSpan<T> matrix, NativeSpan<T> scale, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long i = 0; i < (long)rows * cols; i++)
        {
            result.Pointer[i] = matrix.Pointer[i] * scale.Pointer[i % cols];
        }
    }

    /// <summary>dots[c] = Σ_r a[r, c]·b[r, c]; overwrites.</summary>
    public static void ColumnDots<T>(NativeSpan<T> dots, NativeSpan<T> a, NativeSpan<T> b, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var c = 0; c < cols; c++)
        {
            var sum = T.Zero;
            for (var r = 0; r < rows; r++)
            {
                sum += a.Pointer[(long)r * cols + c] * b.Pointer[(long)r * cols + c];
            }

            dots.Pointer[c] = sum;
        }
    }

    /// <summary>result[r] = Σ_c matrix[r, c]·vector[c] + addend[r]; <paramref name="addend"/> may be empty.</summary>
    public static void MatrixVector<T>(NativeSpan<T> result, NativeSpan<T> matrix, NativeSpan<T> vector, NativeSpan<T> addend, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var r = 0; r < rows; r++)
        {
            var sum = T.Zero;
            for (var c = 0; c < cols; c++)
            {
                sum += matrix.Pointer[(long)r * cols + c] * vector.Pointer[c];
            }

            result.Pointer[r] = addend.IsEmpty ? sum : sum + addend.Pointer[r];
        }
    }

    /// <summary>result[c] = Σ_r matrix[r, c]·vector[r].</summary>
    public static void MatrixVectorTransposed<T>(NativeSpan<T> result, NativeSpan<T> matrix, NativeSpan<T> vector, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var c = 0; c < cols; c++)
        {
            var sum = T.Zero;
            for (var r = 0; r < rows; r++)
            {
                sum += matrix.Pointer[(long)r * cols + c] * vector.Pointer[r];
            }

            result.Pointer[c] = sum;
        }
    }

    /// <summary>matrix[r, c] += column[r]·row[c].</summary>
    public static void AddOuter<T>(NativeSpan<T> matrix, NativeSpan<T> column, NativeSpan<T> row, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long i = 0; i < (long)rows * cols; i++)
        {
            matrix.Pointer[i] += column.Pointer[i / cols] * row.Pointer[i % cols];
        }
    }

    /// <summary>result (cols, rows) = matrixᵀ with matrix (rows, cols).</summary>
    public static void Transpose<T>(NativeSpan<T> result, NativeSpan<T> matrix, int rows, int cols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long i = 0; i < (long)rows * cols; i++)
        {
            result.Pointer[i % cols * rows + i / cols] = matrix.Pointer[i];
        }
    }

    /// <summary>result = a + b.</summary>
    public static void Add<T>(NativeSpan<T> result, NativeSpan<T> a, NativeSpan<T> b, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long i = 0; i < count; i++)
        {
            result.Pointer[i] = a.Pointer[i] + b.Pointer[i];
        }
    }

    /// <summary>result = source.</summary>
    public static void Copy<T>(NativeSpan<T> result, NativeSpan<T> source, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long i = 0; i < count; i++)
        {
            result.Pointer[i] = source.Pointer[i];
        }
    }

    private static void Product<T>(NativeSpan<T> c, NativeSpan<T> a, long aRow, long aK, NativeSpan<T> b, long bK, long bColumn, int m, int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long at = 0; at < (long)m * n; at++)
        {
            var sum = T.Zero;
            for (var i = 0; i < k; i++)
            {
                sum += a.Pointer[at / n * aRow + i * aK] * b.Pointer[i * bK + at % n * bColumn];
            }

            c.Pointer[at] = sum;
        }
    }
}
