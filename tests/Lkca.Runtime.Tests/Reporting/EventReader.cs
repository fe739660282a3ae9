using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Numerics;
using Google.Protobuf;
using Xunit;

namespace Lkca.Runtime.Tests.Reporting;

/// <summary>One value of an event file.</summary>
internal sealed record EventValue(long Step, double WallTime, string Tag, float? Number, byte[]? Png, int Height, int Width);

/// <summary>Reads TensorBoard's event files from the definition of their format: record frames with a CRC-32C that is computed bit by bit here, messages through
/// Google.Protobuf, field numbers of event.proto and summary.proto. It shares nothing with the writer.</summary>
internal static class EventReader
{
    public static (string Version, List<EventValue> Values) Read(string path)
    {
        var (version, values) = ("", new List<EventValue>());
        var file = File.ReadAllBytes(path);
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Mask(Crc32C(file.AsSpan(at, 8))), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var data = file.AsSpan(at + 12, length).ToArray();
            Assert.Equal(Mask(Crc32C(data)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            at += 12 + length + 4;
            Event(data, ref version, values);
        }

        return (version, values);
    }

    /// <summary>Castagnoli's polynomial, reflected.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }

    private static uint Mask(uint crc) => BitOperations.RotateRight(crc, 15) + 0xA282EAD8;

    private static void Event(byte[] data, ref string version, List<EventValue> values)
    {
        var (time, step, summaries) = (0.0, 0L, new List<byte[]>());
        var input = new CodedInputStream(data);
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    time = input.ReadDouble();
                    break;
                case 2:
                    step = input.ReadInt64();
                    break;
                case 3:
                    version = input.ReadString();
                    break;
                case 5:
                    summaries.Add(input.ReadBytes().ToByteArray());
                    break;
                default:
                    throw new InvalidDataException($"field {tag} of an event");
            }
        }

        foreach (var summary in summaries)
        {
            var fields = new CodedInputStream(summary);
            while (fields.ReadTag() is var tag && tag != 0)
            {
                Assert.Equal(1, WireFormat.GetTagFieldNumber(tag));
                values.Add(Value(fields.ReadBytes().ToByteArray(), step, time));
            }
        }
    }

    private static EventValue Value(byte[] data, long step, double time)
    {
        var value = new EventValue(step, time, "", null, null, 0, 0);
        var input = new CodedInputStream(data);
        while (input.ReadTag() is var tag && tag != 0)
        {
            value = WireFormat.GetTagFieldNumber(tag) switch
            {
                1 => value with { Tag = input.ReadString() },
                2 => value with { Number = input.ReadFloat() },
                4 => Image(value, input.ReadBytes().ToByteArray()),
                var field => throw new InvalidDataException($"field {field} of a value"),
            };
        }

        return value;
    }

    private static EventValue Image(EventValue value, byte[] data)
    {
        var input = new CodedInputStream(data);
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    value = value with { Height = input.ReadInt32() };
                    break;
                case 2:
                    value = value with { Width = input.ReadInt32() };
                    break;
                case 3:
                    Assert.Equal(3, input.ReadInt32());
                    break;
                case 4:
                    value = value with { Png = input.ReadBytes().ToByteArray() };
                    break;
                default:
                    throw new InvalidDataException($"field {tag} of an image");
            }
        }

        return value;
    }
}
