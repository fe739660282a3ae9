using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>Sums over rows, in two passes and a fixed order: the rows are cut into chunks, a thread sums a column of its chunk in order, and a second kernel adds the chunks in order.</summary>
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

    /// <summary>partial[chunk, c] = Σ of x[r, c]·y[r, c].</summary>
    public static void Products(ArrayView<float> partial, ArrayView<float> x, ArrayView<float> y, int rows, int features, int stride)
    {
        var column = Threads.Index;
        if (column < features)
        {
            var length = (rows + Chunks - 1) / Chunks;
            var end = Min(rows, (Grid.IdxY + 1) * length);
            var sum = 0f;
            for (var row = Grid.IdxY * length; row < end; row++)
            {
                sum += x[(row * stride) + column] * y[(row * stride) + column];
            }

            partial[(Grid.IdxY * features) + column] = sum;
        }
    }

    /// <summary>partial[chunk, c] = Σ of x[r, c]·weights[r].</summary>
    public static void Weighted(ArrayView<float> partial, ArrayView<float> x, ArrayView<float> weights, int rows, int features, int stride)
    {
        var column = Threads.Index;
        if (column < features)
        {
            var length = (rows + Chunks - 1) / Chunks;
            var end = Min(rows, (Grid.IdxY + 1) * length);
            var sum = 0f;
            for (var row = Grid.IdxY * length; row < end; row++)
            {
                sum += x[(row * stride) + column] * weights[row];
            }

            partial[(Grid.IdxY * features) + column] = sum;
        }
    }

    /// <summary>y[i] = Σ of partial[part, i] over the parts, in order.</summary>
    public static void Parts(ArrayView<float> y, ArrayView<float> partial, int parts, int count)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var sum = 0f;
            for (var part = 0; part < parts; part++)
            {
                sum += partial[(part * count) + i];
            }

            y[i] = sum;
        }
    }

    private static int Min(int a, int b) => a < b ? a : b;
}
