using System;

namespace Lkca.Runtime.Training.Augmentations;

/// <summary>Shears, shifts and turns with the nearest pixel and black outside, in Pillow's fixed point of 16 bits.</summary>
internal static class GeometricOperations
{
    /// <summary>An inverse map: output (x, y) reads input (A·x + B·y + C, D·x + E·y + F), taken at the middles of pixels.</summary>
    public readonly record struct Map(double A, double B, double C, double D, double E, double F);

    public static Map ShearX(double slope) => new(1, slope, 0, 0, 1, 0);

    public static Map ShearY(double slope) => new(1, 0, 0, slope, 1, 0);

    public static Map Translate(int right, int down) => new(1, 0, -right, 0, 1, -down);

    public static Map Rotate(double degrees, int height, int width)
    {
        var angle = -(degrees * Math.PI / 180);
        var (cos, sin) = (Math.Round(Math.Cos(angle), 15), Math.Round(Math.Sin(angle), 15));
        var (x, y) = (width / 2.0, height / 2.0);
        return new(cos, sin, cos * -x + sin * -y + x, -sin, cos, -sin * -x + cos * -y + y);
    }

    /// <summary>Fills <paramref name="to"/> from <paramref name="from"/>, both (channels, height, width).</summary>
    public static void Apply(Map map, ReadOnlySpan<byte> from, Span<byte> to, int height, int width)
    {
        var plane = height * width;
        var channels = from.Length / plane;
        int stepXx = Fix(map.A), stepXy = Fix(map.D), stepYx = Fix(map.B), stepYy = Fix(map.E);
        int rowX = Fix(map.C + map.A * 0.5 + map.B * 0.5), rowY = Fix(map.F + map.D * 0.5 + map.E * 0.5);
        for (var y = 0; y < height; y++, rowX += stepYx, rowY += stepYy)
        {
            int atX = rowX, atY = rowY;
            for (var x = 0; x < width; x++, atX += stepXx, atY += stepXy)
            {
                int sourceX = atX >> 16, sourceY = atY >> 16, target = y * width + x;
                if ((uint)sourceX < (uint)width && (uint)sourceY < (uint)height)
                {
                    for (int channel = 0, source = sourceY * width + sourceX; channel < channels; channel++, source += plane, target += plane)
                    {
                        to[target] = from[source];
                    }
                }
                else
                {
                    for (var channel = 0; channel < channels; channel++, target += plane)
                    {
                        to[target] = 0;
                    }
                }
            }
        }
    }

    private static int Fix(double value) => (int)Math.Floor(value * 65536 + 0.5);
}
