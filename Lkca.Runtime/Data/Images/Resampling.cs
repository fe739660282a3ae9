using System;

namespace Lkca.Runtime.Data.Images;

/// <summary>Resizing as Pillow does it: a triangle filter whose width grows with the reduction, columns first, then rows, in fixed point of 22 bits with
/// a rounding to bytes between the two.</summary>
internal static class Resampling
{
    private const int Precision = 32 - 8 - 2;

    public static Picture Bilinear(Picture picture, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var narrowed = picture.Width == width ? picture.Pixels : Columns(picture, new Weights(picture.Width, width));
        var pixels = picture.Height == height ? narrowed : Rows(narrowed, picture.Height, width, new Weights(picture.Height, height));
        return new Picture(height, width, pixels);
    }

    private static byte[] Columns(Picture picture, Weights weights)
    {
        var result = new byte[checked(3 * picture.Height * weights.Count)];
        for (var row = 0; row < 3 * picture.Height; row++)
        {
            var from = picture.Pixels.AsSpan(row * picture.Width, picture.Width);
            for (var x = 0; x < weights.Count; x++)
            {
                var (first, factors) = weights.Of(x);
                var sum = 1 << (Precision - 1);
                for (var i = 0; i < factors.Length; i++)
                {
                    sum += from[first + i] * factors[i];
                }

                result[row * weights.Count + x] = Clip(sum);
            }
        }

        return result;
    }

    private static byte[] Rows(byte[] pixels, int height, int width, Weights weights)
    {
        var result = new byte[checked(3 * weights.Count * width)];
        Span<int> sums = width <= 4096 ? stackalloc int[width] : new int[width];
        for (var plane = 0; plane < 3; plane++)
        {
            for (var y = 0; y < weights.Count; y++)
            {
                var (first, factors) = weights.Of(y);
                sums.Fill(1 << (Precision - 1));
                for (var i = 0; i < factors.Length; i++)
                {
                    var from = pixels.AsSpan((plane * height + first + i) * width, width);
                    for (var x = 0; x < sums.Length; x++)
                    {
                        sums[x] += from[x] * factors[i];
                    }
                }

                var to = result.AsSpan((plane * weights.Count + y) * width, width);
                for (var x = 0; x < to.Length; x++)
                {
                    to[x] = Clip(sums[x]);
                }
            }
        }

        return result;
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> Precision, 0, 255);

    /// <summary>For each output element the run of input elements under the filter, and their factors.</summary>
    private sealed class Weights
    {
        private readonly int[] _first, _factors, _lengths;
        private readonly int _stride;

        public Weights(int from, int to)
        {
            var scale = (double)from / to;
            var support = Math.Max(scale, 1);
            _stride = (int)Math.Ceiling(support) * 2 + 1;
            (Count, _first, _lengths, _factors) = (to, new int[to], new int[to], new int[to * _stride]);
            Span<double> exact = _stride <= 512 ? stackalloc double[_stride] : new double[_stride];
            for (var i = 0; i < to; i++)
            {
                var center = (i + 0.5) * scale;
                var first = Math.Max((int)(center - support + 0.5), 0);
                var count = Math.Min((int)(center + support + 0.5), from) - first;
                var sum = 0.0;
                for (var k = 0; k < count; k++)
                {
                    exact[k] = Math.Max(0, 1 - Math.Abs((k + first - center + 0.5) * (1 / support)));
                    sum += exact[k];
                }

                for (var k = 0; k < count; k++)
                {
                    _factors[i * _stride + k] = (int)(0.5 + exact[k] / sum * (1 << Precision));
                }

                (_first[i], _lengths[i]) = (first, count);
            }
        }

        public int Count { get; }

        public (int First, Run Factors) Of(int i) => (_first[i], new(_factors, i * _stride, _lengths[i]));
    }

    /// <summary>A part of an array that a tuple can hold.</summary>
    private readonly record struct Run(int[] Values, int Start, int Length)
    {
        public int this[int i] => Values[Start + i];
    }
}
