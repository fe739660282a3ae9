using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Lkca.Conformance.Support;

/// <summary>One tensor of a safetensors file, widened to float64 (exact for F32 and for the small integers of I64).</summary>
public sealed record Tensor(string Type, int[] Shape, double[] Values);

/// <summary>A safetensors reader of the tests' own, so that a fault in the product's reader cannot hide in both sides of a comparison:
/// u64 header length, JSON header, raw little-endian data.</summary>
public static class Safetensors
{
    public static Dictionary<string, Tensor> Read(string path)
    {
        var raw = File.ReadAllBytes(path);
        var headerLength = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(raw));
        var data = 8 + headerLength;
        using var header = JsonDocument.Parse(raw.AsMemory(8, headerLength));
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                continue;
            }

            var type = entry.Value.GetProperty("dtype").GetString()!;
            var shape = entry.Value.GetProperty("shape").Deserialize<int[]>()!;
            var range = entry.Value.GetProperty("data_offsets").Deserialize<int[]>()!;
            var values = Widen(type, raw.AsSpan(data + range[0], range[1] - range[0]));
            var count = 1;
            foreach (var size in shape)
            {
                count *= size;
            }

            if (count != values.Length)
            {
                throw new InvalidDataException($"{path}: {entry.Name} has {values.Length} values where its shape says {count}.");
            }

            tensors.Add(entry.Name, new(type, shape, values));
        }

        return tensors;
    }

    private static double[] Widen(string type, ReadOnlySpan<byte> bytes) => type switch
    {
        "F32" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), value => (double)value),
        "F64" => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        "I64" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), value => (double)value),
        _ => throw new InvalidDataException($"The tests read F32, F64 and I64; this tensor is {type}."),
    };
}
