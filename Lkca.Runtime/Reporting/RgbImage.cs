using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Runtime.Inspection;

namespace Lkca.Runtime.Reporting;

/// <summary>A picture of 8 bits a channel.</summary>
public sealed class RgbImage
{
    /// <summary>A black picture.</summary>
    public RgbImage(int height, int width) => (Height, Width, Pixels) = (height, width, new byte[checked(height * width * 3)]);

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>(height, width, 3): red, green, blue.</summary>
    public byte[] Pixels { get; }

    /// <summary>A picture of a data set, (channels, height, width): three channels are colours, of any other number the first is shown as grey.</summary>
    public static RgbImage OfPlanes(ReadOnlySpan<byte> planes, int channels, int height, int width)
    {
        var image = new RgbImage(height, width);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = planes[(channels == 3 ? i % 3 * height * width : 0) + i / 3];
        }

        return image;
    }

    /// <summary>A heat map: every value through <paramref name="colours"/>.</summary>
    public static RgbImage OfMatrix(Matrix values, Func<double, (byte Red, byte Green, byte Blue)> colours)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(colours);
        var image = new RgbImage(values.Rows, values.Columns);
        for (var i = 0; i < values.Values.Length; i++)
        {
            (image.Pixels[3 * i], image.Pixels[3 * i + 1], image.Pixels[3 * i + 2]) = colours(values.Values[i]);
        }

        return image;
    }

    /// <summary>Pictures of equal size side by side in rows of <paramref name="columns"/>, each pixel drawn <paramref name="scale"/> times, on white with a gap of one
    /// pixel.</summary>
    public static RgbImage Sheet(IReadOnlyList<RgbImage> images, int columns, int scale)
    {
        ArgumentNullException.ThrowIfNull(images);
        var (height, width) = (images[0].Height * scale + 1, images[0].Width * scale + 1);
        var sheet = new RgbImage((images.Count + columns - 1) / columns * height, Math.Min(columns, images.Count) * width);
        Array.Fill(sheet.Pixels, (byte)255);
        foreach (var (image, index) in images.Select((image, index) => (image, index)))
        {
            for (var y = 0; y < height - 1; y++)
            {
                for (var x = 0; x < width - 1; x++)
                {
                    var to = 3 * ((index / columns * height + y) * sheet.Width + index % columns * width + x);
                    image.Pixels.AsSpan(3 * (y / scale * image.Width + x / scale), 3).CopyTo(sheet.Pixels.AsSpan(to));
                }
            }
        }

        return sheet;
    }
}
