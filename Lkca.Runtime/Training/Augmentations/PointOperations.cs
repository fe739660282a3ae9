using System;

namespace Lkca.Runtime.Training.Augmentations;

/// <summary>Operations that are a table of 256 levels per channel, in place.</summary>
internal static class PointOperations
{
    public static void Map(Span<byte> plane, ReadOnlySpan<byte> table)
    {
        table = table[..256];
        for (var i = 0; i < plane.Length; i++)
        {
            plane[i] = table[plane[i]];
        }
    }

    /// <summary>Levels fade from a constant: constant + factor·(level − constant), cut off to a byte.</summary>
    public static void FadeFrom(byte constant, float factor, Span<byte> pixels)
    {
        Span<byte> table = stackalloc byte[256];
        for (var level = 0; level < 256; level++)
        {
            table[level] = Blend(constant, (byte)level, factor);
        }

        Map(pixels, table);
    }

    /// <summary>Pillow's <c>Image.blend</c>, in single precision as there: from + factor·(to − from), the fraction cut off.</summary>
    public static byte Blend(byte from, byte to, float factor) => (byte)Math.Clamp(from + factor * (to - from), 0, 255);

    public static void Posterize(int bits, Span<byte> pixels)
    {
        var mask = (byte)(0xFF00 >> bits);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] &= mask;
        }
    }

    public static void Solarize(double threshold, Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = pixels[i] < threshold ? pixels[i] : (byte)~pixels[i];
        }
    }

    public static void Invert(Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)~pixels[i];
        }
    }

    /// <summary>The least level of the channel to 0, the greatest to 255, linearly; a channel of one level stays.</summary>
    public static void AutoContrast(Span<byte> plane)
    {
        byte least = 255, most = 0;
        foreach (var level in plane)
        {
            least = Math.Min(least, level);
            most = Math.Max(most, level);
        }

        if (most <= least)
        {
            return;
        }

        Span<byte> table = stackalloc byte[256];
        var scale = 255.0 / (most - least);
        var offset = -least * scale;
        for (var level = 0; level < 256; level++)
        {
            table[level] = (byte)Math.Clamp((int)(level * scale + offset), 0, 255);
        }

        Map(plane, table);
    }

    /// <summary>Pillow's <c>ImageOps.equalize</c>: level → (pixels below it + step/2) / step, step = (pixels − pixels of the greatest level) / 255, in whole numbers.</summary>
    public static void Equalize(Span<byte> plane)
    {
        Span<int> histogram = stackalloc int[256];
        histogram.Clear();
        foreach (var level in plane)
        {
            histogram[level]++;
        }

        var last = 255;
        while (histogram[last] == 0)
        {
            last--;
        }

        var step = (plane.Length - histogram[last]) / 255;
        if (step == 0)
        {
            return;
        }

        Span<byte> table = stackalloc byte[256];
        var below = step / 2;
        for (var level = 0; level < 256; level++)
        {
            table[level] = (byte)Math.Min(255, below / step);
            below += histogram[level];
        }

        Map(plane, table);
    }
}
