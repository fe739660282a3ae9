using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace Lkca.Runtime.Data.Images;

/// <summary>Reads PNG (W3C, third edition): all colour types and depths, interlaced or not, with every check sum; transparency and colour profiles are
/// passed over, as Pillow's <c>convert("RGB")</c> does.</summary>
/// <param name="name">Named in errors.</param>
internal sealed class PngReader(string name)
{
    private PngHeader? _header;
    private byte[] _palette = [];

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool IsPng(ReadOnlySpan<byte> content) => content.StartsWith(Signature[..4]);

    public Picture Read(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith(Signature))
        {
            throw Wrong($"the PNG signature is damaged; {Convert.ToHexString(Signature)} is expected");
        }

        using var data = new MemoryStream();
        for (var at = Signature.Length; ;)
        {
            var chunk = ChunkAt(content, at);
            at += 12 + chunk.Body.Length;
            if (_header is null && chunk.Type != "IHDR")
            {
                throw Wrong($"the first PNG chunk is {InvalidInputException.Quote(chunk.Type)}; IHDR is expected");
            }

            switch (chunk.Type)
            {
                case "IHDR":
                    _header = PngHeader.Parse(chunk.Body, name);
                    break;
                case "PLTE":
                    _palette = chunk.Body.ToArray();
                    break;
                case "IDAT":
                    data.Write(chunk.Body);
                    break;
                case "IEND":
                    return Decode(_header!, data);
            }
        }
    }

    private Picture Decode(PngHeader header, MemoryStream data)
    {
        if (header.ColorType == PngHeader.Palette && (_palette.Length == 0 || _palette.Length % 3 != 0))
        {
            throw Wrong($"a palette of {_palette.Length} bytes; a multiple of 3 is expected");
        }

        if (header.FilteredBytes > Array.MaxLength)
        {
            throw Wrong($"the PNG header claims {header.Height}×{header.Width} pixels in {header.FilteredBytes} bytes; at most {Array.MaxLength} bytes are read");
        }

        var samples = new byte[header.FilteredBytes];
        data.Position = 0;
        try
        {
            using var inflated = new ZLibStream(data, CompressionMode.Decompress);
            inflated.ReadExactly(samples);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new InvalidInputException($"{name}: the compressed pixels of the PNG are damaged or end early; {samples.Length} bytes are expected", e);
        }

        return new PngPixels(header, _palette, name).Unpack(samples);
    }

    /// <summary>The chunk at a position: length, type, body, check sum over type and body.</summary>
    private Chunk ChunkAt(ReadOnlySpan<byte> content, int at)
    {
        var rest = content[at..];
        var length = rest.Length >= 12 ? BinaryPrimitives.ReadUInt32BigEndian(rest) : 0;
        if (rest.Length < 12 || length > rest.Length - 12)
        {
            throw Wrong($"the file ends after {content.Length} bytes inside the PNG chunk at byte {at}; an IEND chunk is expected at the end");
        }

        var sum = BinaryPrimitives.ReadUInt32BigEndian(rest.Slice(8 + (int)length, 4));
        return Crc32.Of(rest.Slice(4, 4 + (int)length)) == sum
            ? new Chunk(Encoding.Latin1.GetString(rest.Slice(4, 4)), rest.Slice(8, (int)length))
            : throw Wrong($"the PNG chunk at byte {at} is damaged: its check sum does not fit");
    }

    private InvalidInputException Wrong(string what) => InvalidInputException.In(name, what);

    private readonly ref struct Chunk(string type, ReadOnlySpan<byte> body)
    {
        public string Type { get; } = type;

        public ReadOnlySpan<byte> Body { get; } = body;
    }
}
