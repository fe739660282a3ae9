using System;

namespace Lkca.Runtime.Data.Images;

/// <summary>Filtered rows of a PNG to planes of red, green and blue.</summary>
internal sealed class PngPixels(PngHeader header, byte[] palette, string name)
{
    private readonly byte[] _pixels = new byte[3 * header.Width * header.Height];

    public Picture Unpack(Span<byte> filtered)
    {
        var step = Math.Max(1, header.Samples * header.Depth / 8);
        foreach (var pass in header.Passes)
        {
            var (width, height) = header.SizeOf(pass);
            var bytes = header.RowBytes(width);
            var above = new byte[bytes].AsSpan();
            for (var row = 0; row < (width == 0 ? 0 : height); row++)
            {
                var line = filtered.Slice(1, bytes);
                Unfilter(filtered[0], line, above, step);
                Place(line, width, pass.Y + row * pass.StepY, pass.X, pass.StepX);
                above = line;
                filtered = filtered[(1 + bytes)..];
            }
        }

        return new Picture(header.Height, header.Width, _pixels);
    }

    private void Unfilter(byte filter, Span<byte> line, ReadOnlySpan<byte> above, int step)
    {
        if (filter > 4)
        {
            throw InvalidInputException.In(name, $"a row of the PNG has filter {filter}; 0 to 4 are defined");
        }

        for (var i = 0; i < line.Length; i++)
        {
            int left = i < step ? 0 : line[i - step], up = above[i], corner = i < step ? 0 : above[i - step];
            line[i] += (byte)(filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => 0,
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private void Place(ReadOnlySpan<byte> line, int width, int y, int firstX, int stepX)
    {
        var plane = header.Width * header.Height;
        for (var x = 0; x < width; x++)
        {
            var at = y * header.Width + firstX + x * stepX;
            if (header.ColorType == PngHeader.Palette)
            {
                var entry = 3 * Sample(line, x);
                if (entry + 3 > palette.Length)
                {
                    throw InvalidInputException.In(name, $"pixel ({y}, {firstX + x * stepX}) has palette index {entry / 3}; the palette has {palette.Length / 3} colours");
                }

                (_pixels[at], _pixels[plane + at], _pixels[2 * plane + at]) = (palette[entry], palette[entry + 1], palette[entry + 2]);
            }
            else if (header.ColorType is PngHeader.Rgb or PngHeader.Rgba)
            {
                var first = x * header.Samples;
                (_pixels[at], _pixels[plane + at], _pixels[2 * plane + at]) = (Level(line, first), Level(line, first + 1), Level(line, first + 2));
            }
            else
            {
                _pixels[at] = _pixels[plane + at] = _pixels[2 * plane + at] = Level(line, x * header.Samples);
            }
        }
    }

    /// <summary>A sample as 0 to 255: the upper byte of 16 bits, fewer than 8 bits stretched.</summary>
    private byte Level(ReadOnlySpan<byte> line, int index) => header.Depth switch
    {
        16 => line[2 * index],
        8 => line[index],
        var depth => (byte)(Sample(line, index) * 255 / ((1 << depth) - 1)),
    };

    private int Sample(ReadOnlySpan<byte> line, int index)
    {
        var bit = index * header.Depth;
        return (line[bit / 8] >> (8 - header.Depth - bit % 8)) & ((1 << header.Depth) - 1);
    }
}
