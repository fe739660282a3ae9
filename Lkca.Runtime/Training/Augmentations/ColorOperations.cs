using System;

namespace Lkca.Runtime.Training.Augmentations;

/// <summary>Operations that mix a picture with a plainer one, as Pillow's <c>ImageEnhance</c>; three channels.</summary>
internal static class ColorOperations
{
    /// <summary>Away from the grey of the same brightness.</summary>
    public static void Color(float factor, Span<byte> pixels)
    {
        var plane = pixels.Length / 3;
        Span<byte> red = pixels[..plane], green = pixels.Slice(plane, plane), blue = pixels[(2 * plane)..];
        for (var i = 0; i < red.Length; i++)
        {
            var grey = Luma(red[i], green[i], blue[i]);
            red[i] = PointOperations.Blend(grey, red[i], factor);
            green[i] = PointOperations.Blend(grey, green[i], factor);
            blue[i] = PointOperations.Blend(grey, blue[i], factor);
        }
    }

    /// <summary>Away from the mean brightness, rounded to a level.</summary>
    public static void Contrast(float factor, Span<byte> pixels)
    {
        var plane = pixels.Length / 3;
        Span<byte> red = pixels[..plane], green = pixels.Slice(plane, plane), blue = pixels[(2 * plane)..];
        long sum = 0;
        for (var i = 0; i < red.Length; i++)
        {
            sum += Luma(red[i], green[i], blue[i]);
        }

        PointOperations.FadeFrom((byte)(int)((double)sum / plane + 0.5), factor, pixels);
    }

    /// <summary>Away from the picture smoothed by (1 1 1; 1 5 1; 1 1 1)/13, rounded; the border stays.</summary>
    public static void Sharpness(float factor, ReadOnlySpan<byte> from, Span<byte> to, int height, int width)
    {
        from.CopyTo(to);
        for (var row = 0; row < from.Length / width; row++)
        {
            var y = row % height;
            if (y == 0 || y == height - 1 || width < 3)
            {
                continue;
            }

            ReadOnlySpan<byte> above = from.Slice((row - 1) * width, width), here = from.Slice(row * width, width), below = from.Slice((row + 1) * width, width);
            var result = to.Slice(row * width, width);
            var left = above[0] + here[0] + below[0];
            var middle = above[1] + here[1] + below[1];
            for (var x = 1; x < width - 1; x++)
            {
                var right = above[x + 1] + here[x + 1] + below[x + 1];
                var smooth = (byte)((2 * (left + middle + right + 4 * here[x]) + 13) / 26);
                result[x] = PointOperations.Blend(smooth, here[x], factor);
                (left, middle) = (middle, right);
            }
        }
    }

    /// <summary>Brightness by ITU-R 601 in Pillow's fixed point.</summary>
    private static byte Luma(byte red, byte green, byte blue) => (byte)((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
}
