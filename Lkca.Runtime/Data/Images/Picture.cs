using System;

namespace Lkca.Runtime.Data.Images;

/// <summary>A decoded colour picture: red, green and blue planes one behind the other, rows from the top, 0 to 255.</summary>
public sealed class Picture
{
    /// <summary>A picture of these pixels.</summary>
    /// <param name="height">Height in pixels.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="pixels">(3, height, width).</param>
    /// <exception cref="ArgumentException">The number of pixels is not 3 · height · width.</exception>
    public Picture(int height, int width, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (pixels.LongLength != 3L * height * width)
        {
            throw new ArgumentException($"{pixels.Length} bytes for a picture of 3×{height}×{width}.", nameof(pixels));
        }

        (Height, Width, Pixels) = (height, width, pixels);
    }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>(3, height, width).</summary>
    public byte[] Pixels { get; }

    /// <summary>A picture from pixels that lie as red, green, blue, red, ...</summary>
    /// <param name="height">Height in pixels.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="interleaved">(height, width, 3).</param>
    public static Picture FromInterleaved(int height, int width, ReadOnlySpan<byte> interleaved)
    {
        var plane = height * width;
        var pixels = new byte[3 * plane];
        for (int i = 0, at = 0; i < plane; i++, at += 3)
        {
            pixels[i] = interleaved[at];
            pixels[plane + i] = interleaved[at + 1];
            pixels[2 * plane + i] = interleaved[at + 2];
        }

        return new Picture(height, width, pixels);
    }

    /// <summary>The picture at another size, by the bilinear filter with antialiasing that Pillow's <c>Image.resize(..., BILINEAR)</c> uses, to the byte.</summary>
    public Picture Resize(int height, int width) =>
        (height, width) == (Height, Width) ? this : Resampling.Bilinear(this, height, width);

    /// <summary>The part of the given size around the middle; an odd remainder goes to the bottom and right.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is larger than the picture.</exception>
    public Picture CenterCrop(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width);
        var (top, left) = ((Height - height) / 2, (Width - width) / 2);
        var pixels = new byte[3 * height * width];
        for (var row = 0; row < 3 * height; row++)
        {
            var from = (row / height * Height + top + row % height) * Width + left;
            Pixels.AsSpan(from, width).CopyTo(pixels.AsSpan(row * width));
        }

        return new Picture(height, width, pixels);
    }

    /// <summary>The picture as a model of height × width takes it; one that has that size already stays as it is.</summary>
    public Picture FitTo(int height, int width, ResizeRule rule = ResizeRule.Cover)
    {
        if ((height, width) == (Height, Width))
        {
            return this;
        }

        var (down, across) = ((double)height / Height, (double)width / Width);
        switch (rule)
        {
            case ResizeRule.Stretch:
                return Resize(height, width);
            case ResizeRule.Contain:
                var least = Math.Min(down, across);
                return Resize(Math.Clamp((int)Math.Round(Height * least), 1, height), Math.Clamp((int)Math.Round(Width * least), 1, width)).Frame(height, width);
            default:
                var most = Math.Max(down, across);
                return Resize(Math.Max(height, (int)Math.Round(Height * most)), Math.Max(width, (int)Math.Round(Width * most))).CenterCrop(height, width);
        }
    }

    /// <summary>The picture in the middle of a black one that is as large or larger; an odd remainder goes to the bottom and right.</summary>
    private Picture Frame(int height, int width)
    {
        var (top, left) = ((height - Height) / 2, (width - Width) / 2);
        var pixels = new byte[3 * height * width];
        for (var row = 0; row < 3 * Height; row++)
        {
            Pixels.AsSpan(row * Width, Width).CopyTo(pixels.AsSpan((row / Height * height + top + row % Height) * width + left));
        }

        return new Picture(height, width, pixels);
    }
}
