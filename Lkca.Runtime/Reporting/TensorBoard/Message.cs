using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Lkca.Runtime.Reporting.TensorBoard;

/// <summary>Writes the few field types of protocol buffers that events need: numbers of 4 and 8 bytes, varints, and fields with a length.</summary>
internal sealed class Message
{
    private readonly List<byte> _bytes = [];

    /// <summary>The message so far.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>A field of type double.</summary>
    public Message Double(int field, double value)
    {
        Varint((ulong)field << 3 | 1);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A field of type float.</summary>
    public Message Float(int field, float value)
    {
        Varint((ulong)field << 3 | 5);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A field of type int32 or int64; the value is not negative.</summary>
    public Message Integer(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    /// <summary>A field of type string.</summary>
    public Message Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A field that holds another message.</summary>
    public Message Nested(int field, Message value) => Bytes(field, value.ToArray());

    /// <summary>A field of type bytes.</summary>
    public Message Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint((ulong)field << 3 | 2);
        Varint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    /// <summary>The first varint field of that number in a message; 0, the default, where there is none.</summary>
    public static long ReadInteger(ReadOnlySpan<byte> message, int field)
    {
        while (message.Length > 0)
        {
            var key = ReadVarint(ref message);
            switch (key & 7)
            {
                case 0:
                    var value = ReadVarint(ref message);
                    if (key >> 3 == (ulong)field)
                    {
                        return (long)value;
                    }

                    break;
                case 1:
                    message = message[8..];
                    break;
                case 5:
                    message = message[4..];
                    break;
                default:
                    var length = (int)ReadVarint(ref message);
                    message = message[length..];
                    break;
            }
        }

        return 0;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[0];
            message = message[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
    }
}
