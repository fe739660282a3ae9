using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>Sums over rows, in two passes and a fixed order: the rows are cut into chunks, a thread sums a column of its chunk in order, and a second kernel adds the chunks in order.
/// Where there are several blocks, Grid.IdxZ counts them, and each has partial sums of its own.</summary>
internal static class SumKernels
{
    /// <summary>Chunks of rows: a constant, so that the order of a sum depends on the number of rows alone.</summary>
    public const int Chunks = 64;

    /// <summary>partial[chunk, c] = Σ of x[r, c] over the chunk's rows.</summary>
    public static void Rows(ArrayView<float> partial, ArrayView<float> x, int rows, int features, int stride)
    {
        var column = Threads.Index;
        if (column < features)
        {
            var length = (rows + Chunks - 1) / Chunks;
            var end = Min(rows, (Grid.IdxY + 1) * length);
            var sum = 0f;
            for (var row = Grid.IdxY * length; row < end; row++)
            {
                sum += x[(row * stride) + column];
            }

            partial[(Grid.IdxY * features) + column] = sum;
        }
    }

    /// <summary>partial[chunk, c] = Σ of a[r, c]·b[r, c].</summary>
    public static void Products(ArrayView<float> partial, StackedTensor a, StackedTensor b, int rows, int features, int stride)
    {
        var column = Threads.Index;
        if (column < features)
        {
            var length = (rows + Chunks - 1) / Chunks;
            var end = Min(rows, (Grid.IdxY + 1) * length);
            var (x, y) = (a.Mine, b.Mine);
            var sum = 0f;
            for (var row = Grid.IdxY * length; row < end; row++)
            {
                sum += x[(row * stride) + column] * y[(row * stride) + column];
            }

            partial[(((Grid.IdxZ * Chunks) + Grid.IdxY) * features) + column] = sum;
        }
    }

    /// <summary>partial[chunk, c] = Σ of matrix[r, c]·vector[r].</summary>
    public static void Weighted(ArrayView<float> partial, StackedTensor matrix, StackedTensor vector, int rows, int features, int stride)
    {
        var column = Threads.Index;
        if (column < features)
        {
            var length = (rows + Chunks - 1) / Chunks;
            var end = Min(rows, (Grid.IdxY + 1) * length);
            var (x, weights) = (matrix.Mine, vector.Mine);
            var sum = 0f;
            for (var row = Grid.IdxY * length; row < end; row++)
            {
                sum += x[(row * stride) + column] * weights[row];
            }

            partial[(((Grid.IdxZ * Chunks) + Grid.IdxY) * features) + column] = sum;
        }
    }

    /// <summary>y[i] = Σ of partial[part, i] over the parts, in order.</summary>
    public static void Parts(StackedTensor y, ArrayView<float> partial, int parts, int count)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var sum = 0f;
            for (var part = 0; part < parts; part++)
            {
                sum += partial[(((Grid.IdxZ * parts) + part) * count) + i];
            }

            y.Mine[i] = sum;
        }
    }

    /// <summary>The same where each part is the partial sum of y, followed by that of <paramref name="z"/>.</summary>
    public static void PartsOfTwo(ArrayView<float> y, ArrayView<float> z, ArrayView<float> partial, int parts, int countY, int countZ)
    {
        var i = Threads.Index;
        if (i < countY + countZ)
        {
            var sum = 0f;
            for (var part = 0; part < parts; part++)
            {
                sum += partial[(part * (countY + countZ)) + i];
            }

            if (i < countY)
            {
                y[i] = sum;
            }
            else
            {
                z[i - countY] = sum;
            }
        }
    }

    private static int Min(int a, int b) => a < b ? a : b;
}
