using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Lkca.Runtime.Checkpoints;

/// <summary>The bytes of a tensor that is about to be written: asked for when its turn comes, so that nothing is copied.</summary>
public delegate ReadOnlySpan<byte> TensorBytes();

/// <summary>A tensor to write.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Row-major shape.</param>
/// <param name="Bytes">Little-endian data.</param>
public sealed record OutgoingTensor(string Name, TensorType Type, IReadOnlyList<int> Shape, TensorBytes Bytes)
{
    /// <summary>A float tensor.</summary>
    public static OutgoingTensor Of(string name, float[] values, params int[] shape) =>
        new(name, TensorType.F32, shape, () => MemoryMarshal.AsBytes<float>(values));

    /// <summary>A double tensor.</summary>
    public static OutgoingTensor Of(string name, double[] values, params int[] shape) =>
        new(name, TensorType.F64, shape, () => MemoryMarshal.AsBytes<double>(values));

    /// <summary>An integer tensor.</summary>
    public static OutgoingTensor Of(string name, long[] values, params int[] shape) =>
        new(name, TensorType.I64, shape, () => MemoryMarshal.AsBytes<long>(values));
}

/// <summary>Writes safetensors files: atomically, data 8-byte aligned, tensors of 8-byte elements first so that every tensor is aligned to its element,
/// and the same bytes for the same content.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes <paramref name="tensors"/> and the strings of <paramref name="metadata"/> to <paramref name="path"/>;
    /// <paramref name="seal"/> adds a checksum of the whole file, which <see cref="SafetensorsReader.CheckSeal"/> compares.</summary>
    /// <exception cref="ArgumentException">Two tensors have one name, or a tensor's bytes do not fit its shape.</exception>
    /// <exception cref="IOException">The disk does not take the file; an older file of that name is left as it was.</exception>
    public static void Write(string path, IEnumerable<OutgoingTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null, bool seal = false)
    {
        var ordered = tensors.OrderByDescending(t => TensorEntry.SizeOf(t.Type)).ToArray();
        var header = Header(ordered, seal ? (metadata ?? new Dictionary<string, string>()).Prepend(new(SafetensorsSeal.Key, SafetensorsSeal.Blank)) : metadata);
        if (seal)
        {
            SafetensorsSeal.Set(header, stream => Write(stream, header, ordered));
        }

        AtomicFile.Write(path, stream => Write(stream, header, ordered));
    }

    private static void Write(Stream stream, byte[] header, OutgoingTensor[] tensors)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in tensors)
        {
            var bytes = tensor.Bytes();
            if (bytes.Length != SizeOf(tensor))
            {
                throw new ArgumentException($"Tensor {tensor.Name} brings {bytes.Length} bytes; {TensorEntry.TextOf(tensor.Shape)} of "
                    + $"{tensor.Type} has {SizeOf(tensor)}.", nameof(tensors));
            }

            stream.Write(bytes);
        }
    }

    private static long SizeOf(OutgoingTensor tensor) => tensor.Shape.Aggregate((long)TensorEntry.SizeOf(tensor.Type), (product, size) =>
        checked(product * size));

    private static byte[] Header(OutgoingTensor[] tensors, IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata?.Any() == true)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            var names = new HashSet<string>(StringComparer.Ordinal);
            var at = 0L;
            foreach (var tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                {
                    throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Two tensors have the name {tensor.Name}."), nameof(tensors));
                }

                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.ToString());
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += SizeOf(tensor));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        var header = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        Array.Fill(header, (byte)' ');
        buffer.WrittenSpan.CopyTo(header);
        return header;
    }
}
