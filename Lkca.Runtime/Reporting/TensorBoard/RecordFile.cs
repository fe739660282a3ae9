using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Numerics;

namespace Lkca.Runtime.Reporting.TensorBoard;

/// <summary>TensorFlow's record framing: length (8 bytes), masked CRC-32C of the length (4), data, masked CRC-32C of the data (4), all little-endian.
/// A CRC c is masked as ((c rotated right by 15) + 0xA282EAD8).</summary>
internal static class RecordFile
{
    /// <summary>One record with its frame.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> data)
    {
        var frame = new byte[8 + 4 + data.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(frame, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), Masked(frame.AsSpan(0, 8)));
        data.CopyTo(frame.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12 + data.Length), Masked(data));
        return frame;
    }

    /// <summary>The data of the whole and undamaged records from the beginning of a file; what follows the first other one is passed over.</summary>
    public static IEnumerable<byte[]> Read(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[12];
        while (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            var length = BinaryPrimitives.ReadInt64LittleEndian(head);
            if (Masked(head.AsSpan(0, 8)) != BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)) || length < 0 || length > file.Length - file.Position - 4)
            {
                yield break;
            }

            var data = new byte[length + 4];
            file.ReadExactly(data);
            if (Masked(data.AsSpan(0, (int)length)) != BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)length)))
            {
                yield break;
            }

            yield return data[..^4];
        }
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
