using System;
using System.Numerics;

namespace Lkca.Runtime.Inspection;

/// <summary>Rows of numbers, row-major. Activations have a row per token.</summary>
public sealed class Matrix
{
    /// <summary>A matrix of zeros.</summary>
    public Matrix(int rows, int columns)
        : this(rows, columns, new double[checked(rows * columns)])
    {
    }

    /// <summary>A matrix over existing values.</summary>
    /// <exception cref="ArgumentException">The number of values is not rows · columns.</exception>
    public Matrix(int rows, int columns, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != (long)rows * columns)
        {
            throw new ArgumentException($"{values.Length} values for a matrix of {rows}×{columns}.", nameof(values));
        }

        (Rows, Columns, Values) = (rows, columns, values);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>All values, row after row.</summary>
    public double[] Values { get; }

    /// <summary>One row.</summary>
    public Span<double> this[int row] => Values.AsSpan(row * Columns, Columns);

    /// <summary>The sum of two matrices of the same size.</summary>
    public static Matrix operator +(Matrix left, Matrix right)
    {
        var sum = new Matrix(left.Rows, left.Columns, (double[])left.Values.Clone());
        AddScaled(sum.Values, 1, right.Values);
        return sum;
    }

    /// <summary>The sum of two matrices of the same size.</summary>
    public static Matrix Add(Matrix left, Matrix right) => left + right;

    /// <summary>Σ x[i]·y[i].</summary>
    internal static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sums = Vector<double>.Zero;
        var i = 0;
        for (; i + Vector<double>.Count <= x.Length; i += Vector<double>.Count)
        {
            sums += new Vector<double>(x[i..]) * new Vector<double>(y[i..]);
        }

        var sum = Vector.Sum(sums);
        for (; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>y[i] += scale·x[i].</summary>
    internal static void AddScaled(Span<double> y, double scale, ReadOnlySpan<double> x)
    {
        var i = 0;
        for (; i + Vector<double>.Count <= x.Length; i += Vector<double>.Count)
        {
            (new Vector<double>(y[i..]) + scale * new Vector<double>(x[i..])).CopyTo(y[i..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] += scale * x[i];
        }
    }
}
