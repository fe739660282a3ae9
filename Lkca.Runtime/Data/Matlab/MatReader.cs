using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Text;

namespace Lkca.Runtime.Data.Matlab;

/// <summary>Data elements of a level-5 file: a tag of type and length, or both with up to four bytes of data in eight bytes; padded to eight.</summary>
internal sealed class MatReader(Stream stream, string path, long start)
{
    public const int Matrix = 14, Compressed = 15;

    private const int Int8 = 1, UInt8 = 2, Int16 = 3, UInt16 = 4, Int32 = 5, UInt32 = 6, Single = 7, Double = 9;
    private const int FirstNumericClass = 6, UInt8Class = 9, LastNumericClass = 13;

    private readonly byte[] _word = new byte[8];

    /// <summary>A tag in the long form.</summary>
    public (int Type, long Bytes) Tag()
    {
        stream.ReadExactly(_word);
        return (BinaryPrimitives.ReadInt32LittleEndian(_word), BinaryPrimitives.ReadUInt32LittleEndian(_word.AsSpan(4)));
    }

    /// <summary>The array behind a matrix tag; null where its name is not asked for or it is not numeric.</summary>
    public MatArray? Array(string[] names)
    {
        var flags = Data();
        var sizes = Data();
        var name = Encoding.Latin1.GetString(Data().Values);
        if (!names.Contains(name))
        {
            return null;
        }

        if (flags.Type != UInt32 || flags.Values.Length != 8 || sizes.Type != Int32 || sizes.Values.Length < 8 || sizes.Values.Length > 64)
        {
            throw Wrong($"{name} has no array flags or sizes where they are expected");
        }

        var kind = flags.Values[0];
        if (kind is < FirstNumericClass or > LastNumericClass || (flags.Values[1] & 8) != 0)
        {
            throw Wrong($"{name} is of MATLAB class {kind}; a real numeric array is expected");
        }

        int[] shape = [.. Enumerable.Range(0, sizes.Values.Length / 4).Select(i => BinaryPrimitives.ReadInt32LittleEndian(sizes.Values.AsSpan(4 * i)))];
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        var values = Bytes(Data(), name);
        return values.Length == count ? new MatArray(name, shape, kind == UInt8Class, values)
            : throw Wrong($"{name} holds {values.Length} elements; its sizes {string.Join('×', shape)} ask for {count}");
    }

    private (int Type, byte[] Values) Data()
    {
        stream.ReadExactly(_word);
        var type = BinaryPrimitives.ReadInt32LittleEndian(_word);
        if (type >> 16 != 0)
        {
            var (small, length) = (type & 0xFFFF, type >> 16);
            return length is >= 0 and <= 4 ? (small, _word[4..(4 + length)]) : throw Wrong($"a short data element of {length} bytes; at most 4 are possible");
        }

        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(_word.AsSpan(4));
        if (bytes > System.Array.MaxLength)
        {
            throw Wrong($"a data element of {bytes} bytes; at most {System.Array.MaxLength} are read");
        }

        var values = Read((int)bytes);
        stream.ReadExactly(_word, 0, (int)((8 - bytes % 8) % 8));
        return (type, values);
    }

    /// <summary>Reads piece by piece, so that a damaged length ends at the end of the file and not in memory that nobody fills.</summary>
    private byte[] Read(int bytes)
    {
        const int Piece = 1 << 26;
        var values = new byte[Math.Min(bytes, Piece)];
        for (var at = 0; at < bytes;)
        {
            if (at == values.Length)
            {
                System.Array.Resize(ref values, (int)Math.Min(bytes, 2L * values.Length));
            }

            stream.ReadExactly(values, at, values.Length - at);
            at = values.Length;
        }

        return values;
    }

    private byte[] Bytes((int Type, byte[] Values) data, string name)
    {
        if (data.Type is UInt8)
        {
            return data.Values;
        }

        var size = data.Type switch { Int8 => 1, Int16 or UInt16 => 2, Int32 or UInt32 or Single => 4, Double => 8, _ => throw Wrong($"{name} is stored as type {data.Type}, which is no number") };
        var result = new byte[data.Values.Length / size];
        for (var i = 0; i < result.Length; i++)
        {
            var at = data.Values.AsSpan(i * size, size);
            double value = data.Type switch
            {
                Int8 => (sbyte)at[0],
                Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
                UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                Single => BinaryPrimitives.ReadSingleLittleEndian(at),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(at),
            };
            result[i] = value is >= 0 and <= 255 && value == Math.Floor(value) ? (byte)value
                : throw Wrong(FormattableString.Invariant($"element {i} of {name} is {value}; a whole number from 0 to 255 is expected"));
        }

        return result;
    }

    private InvalidInputException Wrong(string what) => InvalidInputException.In(path, $"in the variable at byte {start}: {what}");
}
