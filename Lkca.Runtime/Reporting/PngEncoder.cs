using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using Lkca.Runtime.Data.Images;

namespace Lkca.Runtime.Reporting;

/// <summary>Writes PNG files (ISO/IEC 15948): 8 bits a channel, red, green, blue, no filter, no interlace.</summary>
public static class PngEncoder
{
    /// <summary>The bytes of a PNG file.</summary>
    public static byte[] Encode(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        const byte BitDepth = 8, Truecolour = 2, Deflate = 0, AdaptiveFiltering = 0, NoInterlace = 0;
        ReadOnlySpan<byte> format = [BitDepth, Truecolour, Deflate, AdaptiveFiltering, NoInterlace];
        format.CopyTo(header[8..]);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Compressed(image));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Each row behind the byte of its filter, 0 for none.</summary>
    private static byte[] Compressed(RgbImage image)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var y = 0; y < image.Height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(image.Pixels, y * image.Width * 3, image.Width * 3);
            }
        }

        return data.ToArray();
    }

    /// <summary>Length, type, data, CRC of type and data.</summary>
    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] named = [.. type, .. data];
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(named));
        file.Write(number);
    }
}
