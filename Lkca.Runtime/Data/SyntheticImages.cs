using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Lkca.Runtime.Training;

namespace Lkca.Runtime.Data;

/// <summary>A drawn picture set, 3×32×32 in ten classes: three striped shapes in one of five arrangements, striped in one of two ways. The class is
/// 2·arrangement + stripes, so it takes the local texture and the global arrangement; neither tells more than a part of it. Place, jitter, colours,
/// contrast, sign and phase of the stripes, shape and noise are drawn at random, so no single pixel tells anything. Mirroring a picture
/// does not change its class.
/// Image i is of class i mod 10 and a function of (seed, split, i).</summary>
public static class SyntheticImages
{
    private const int Size = 32;

    /// <summary>Centres (y, x) of the three shapes around the middle of the arrangement, in pixels. The diagonal is mirrored in half of the pictures.</summary>
    private static readonly (string Name, (double Y, double X)[] Centres)[] Arrangements =
    [
        ("row", [(0, -9), (0, 0), (0, 9)]),
        ("column", [(-9, 0), (0, 0), (9, 0)]),
        ("diagonal", [(-8, -8), (0, 0), (8, 8)]),
        ("peak", [(-5, 0), (5, -6), (5, 6)]),
        ("valley", [(5, 0), (-5, -6), (-5, 6)]),
    ];

    private static readonly string[] Stripes = ["level", "upright"];

    /// <summary>Names of the ten classes.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = [.. Arrangements.SelectMany(a => Stripes, (a, s) => $"{s} {a.Name}")];

    /// <summary>Draws <paramref name="count"/> pictures of the training or of the test part.</summary>
    public static PixelDataset Draw(int count, ulong seed, bool train)
    {
        var labels = new int[count];
        var pixels = new byte[checked(count * CifarFormat.PixelBytes)];
        Parallel.For(0, count, i =>
        {
            labels[i] = i % ClassNames.Count;
            Draw(new Draws(seed, i, train ? 0 : 1), labels[i], pixels.AsSpan(i * CifarFormat.PixelBytes, CifarFormat.PixelBytes));
        });
        var name = string.Create(CultureInfo.InvariantCulture, $"synthetic {(train ? "train" : "test")}");
        return new PixelDataset(name, (3, Size, Size), ClassNames, Normalization.Cifar10, labels, pixels);
    }

    private static void Draw(Draws draws, int label, Span<byte> pixels)
    {
        var centres = Arrangements[label / Stripes.Length].Centres;
        var upright = label % Stripes.Length == 1;
        const double Radius = 4, Jitter = 0.5, Wander = 5;

        var mirror = draws.Next() < 0.5 ? -1 : 1;
        var middleY = Place(centres.Max(c => Math.Abs(c.Y)), draws.Next());
        var middleX = Place(centres.Max(c => Math.Abs(c.X)), draws.Next());
        var square = draws.Next() < 0.5;
        var phase = (int)(draws.Next() * 4);
        var sign = draws.Next() < 0.5 ? -1 : 1;
        Span<double> background = stackalloc double[3], contrast = stackalloc double[3];
        for (var channel = 0; channel < 3; channel++)
        {
            background[channel] = 96 + 64 * draws.Next();
            contrast[channel] = sign * (64 + 48 * draws.Next());
        }

        Span<double> ys = stackalloc double[3], xs = stackalloc double[3];
        for (var k = 0; k < 3; k++)
        {
            ys[k] = middleY + centres[k].Y + Jitter * (2 * draws.Next() - 1);
            xs[k] = middleX + mirror * centres[k].X + Jitter * (2 * draws.Next() - 1);
        }

        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var inside = false;
                for (var k = 0; k < 3; k++)
                {
                    var (dy, dx) = (Math.Abs(y - ys[k]), Math.Abs(x - xs[k]));
                    inside |= square ? Math.Max(dy, dx) <= Radius - 0.4 : dy * dy + dx * dx <= Radius * Radius;
                }

                var bright = inside && ((upright ? x : y) + phase) % 4 < 2;
                var noise = draws.Bits(y * Size + x);
                for (var channel = 0; channel < 3; channel++)
                {
                    var uniform = ((noise >> (16 * channel)) & 0xFFFF) / 65535.0;
                    var value = background[channel] + (bright ? contrast[channel] : 0) + 24 * (uniform - 0.5);
                    pixels[channel * Size * Size + y * Size + x] = (byte)Math.Clamp(Math.Round(value), 0, 255);
                }
            }
        }

        // The middle lies near the picture's, so that every shape lies inside.
        static double Place(double extent, double uniform)
        {
            var room = Math.Min(Wander, (Size - 1) / 2.0 - extent - Radius - Jitter);
            return (Size - 1) / 2.0 + room * (2 * uniform - 1);
        }
    }

    /// <summary>The draws of one picture.</summary>
    private struct Draws(ulong seed, int image, int split)
    {
        private int _count;

        public double Next() => CounterRandom.Uniform(seed, image, split, RandomSite.Synthetic - _count++);

        public readonly ulong Bits(int pixel) => CounterRandom.Bits(seed, image, split + 2, RandomSite.Synthetic - pixel).First;
    }
}
