using System;
using System.Buffers.Binary;

namespace Lkca.Runtime.Data.Images;

/// <summary>The IHDR chunk of a PNG.</summary>
internal sealed record PngHeader(int Width, int Height, int Depth, int ColorType, bool Interlaced)
{
    public const int Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, Rgba = 6;

    /// <summary>The seven passes of an interlaced PNG (Adam7): first column and row, steps.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Samples of one pixel.</summary>
    public int Samples => ColorType switch { Rgb => 3, Rgba => 4, GreyAlpha => 2, _ => 1 };

    /// <summary>The passes that hold pixels: one without interlacing.</summary>
    public (int X, int Y, int StepX, int StepY)[] Passes => Interlaced ? Adam7 : [(0, 0, 1, 1)];

    /// <summary>Bytes of all rows, each behind the number of its filter.</summary>
    public long FilteredBytes
    {
        get
        {
            var bytes = 0L;
            foreach (var pass in Passes)
            {
                var (width, height) = SizeOf(pass);
                bytes += width == 0 ? 0 : height * (1L + RowBytes(width));
            }

            return bytes;
        }
    }

    public static PngHeader Parse(ReadOnlySpan<byte> body, string name)
    {
        if (body.Length != 13)
        {
            throw InvalidInputException.In(name, $"the IHDR chunk has {body.Length} bytes; 13 are expected");
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(body), BinaryPrimitives.ReadUInt32BigEndian(body[4..]));
        if (width == 0 || height == 0 || width > ImageFile.MaxPixels || height > ImageFile.MaxPixels || (long)width * height > ImageFile.MaxPixels)
        {
            throw InvalidInputException.In(name, $"the PNG header claims {height}×{width} pixels; 1 to {ImageFile.MaxPixels} pixels are read");
        }

        var (depth, type) = (body[8], body[9]);
        var fits = type switch
        {
            Grey => depth is 1 or 2 or 4 or 8 or 16,
            Palette => depth is 1 or 2 or 4 or 8,
            Rgb or GreyAlpha or Rgba => depth is 8 or 16,
            _ => false,
        };
        return fits && body[10] == 0 && body[11] == 0 && body[12] <= 1
            ? new PngHeader((int)width, (int)height, depth, type, body[12] == 1)
            : throw InvalidInputException.In(name, $"the PNG header has colour type {type}, depth {depth}, compression {body[10]}, filter {body[11]}, "
                + $"interlace {body[12]}, which PNG does not define");
    }

    /// <summary>Width and height of a pass.</summary>
    public (int Width, int Height) SizeOf((int X, int Y, int StepX, int StepY) pass) =>
        ((Width - pass.X + pass.StepX - 1) / pass.StepX, (Height - pass.Y + pass.StepY - 1) / pass.StepY);

    /// <summary>Bytes of a row of so many pixels.</summary>
    public int RowBytes(int width) => (int)(((long)width * Samples * Depth + 7) / 8);
}
