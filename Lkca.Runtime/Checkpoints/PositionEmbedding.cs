using System;

namespace Lkca.Runtime.Checkpoints;

/// <summary>Learned position embeddings for a grid of another size, as timm's <c>resample_abs_pos_embed</c> makes them: class tokens stay, the
/// grid is an image of d channels and is resized by PyTorch's <c>interpolate(mode="bicubic", antialias=True)</c>.</summary>
/// <remarks>Cubic convolution of Keys with a = −1/2; for a smaller grid the kernel is stretched by the ratio, which is what antialias means;
/// weights that fall outside are left out and the others divided by their sum; rows are resized after columns, in double precision.</remarks>
public static class PositionEmbedding
{
    private const double A = -0.5;

    /// <summary>Resizes a row-major grid of vectors, (height, width, d).</summary>
    /// <param name="grid">The vectors, (from.Height · from.Width · d).</param>
    /// <param name="from">The grid that they are for.</param>
    /// <param name="to">The grid that is wanted.</param>
    /// <returns>(to.Height, to.Width, d).</returns>
    /// <exception cref="ArgumentException">The vectors do not fill the grid.</exception>
    public static double[] Resize(ReadOnlySpan<double> grid, (int Height, int Width) from, (int Height, int Width) to)
    {
        var cells = from.Height * from.Width;
        if (cells <= 0 || to.Height <= 0 || to.Width <= 0 || grid.Length % cells != 0)
        {
            throw new ArgumentException($"{grid.Length} numbers do not fill a grid of {from.Height}×{from.Width}.", nameof(grid));
        }

        var d = grid.Length / cells;
        var columns = Along(grid, from.Height, from.Width, d, to.Width);
        return Along(columns, 1, from.Height, to.Width * d, to.Height);
    }

    /// <summary>Resizes the middle axis of (outer, length, inner).</summary>
    private static double[] Along(ReadOnlySpan<double> values, int outer, int length, int inner, int size)
    {
        var result = new double[outer * size * inner];
        for (var at = 0; at < size; at++)
        {
            var (first, weights) = Weights(at, length, size);
            for (var o = 0; o < outer; o++)
            {
                var target = result.AsSpan((o * size + at) * inner, inner);
                for (var k = 0; k < weights.Length; k++)
                {
                    var source = values.Slice((o * length + first + k) * inner, inner);
                    for (var i = 0; i < inner; i++)
                    {
                        target[i] += weights[k] * source[i];
                    }
                }
            }
        }

        return result;
    }

    private static (int First, double[] Weights) Weights(int at, int length, int size)
    {
        var scale = (double)length / size;
        var stretch = Math.Max(scale, 1);
        var (center, support) = (scale * (at + 0.5), 2 * stretch);
        var first = Math.Max((int)(center - support + 0.5), 0);
        var weights = new double[Math.Min((int)(center + support + 0.5), length) - first];
        var sum = 0.0;
        for (var k = 0; k < weights.Length; k++)
        {
            weights[k] = Cubic((first + k - center + 0.5) / stretch);
            sum += weights[k];
        }

        for (var k = 0; k < weights.Length; k++)
        {
            weights[k] /= sum;
        }

        return (first, weights);
    }

    private static double Cubic(double x)
    {
        x = Math.Abs(x);
        return x < 1 ? ((A + 2) * x - (A + 3)) * x * x + 1
            : x < 2 ? A * (((x - 5) * x + 8) * x - 4)
            : 0;
    }
}
