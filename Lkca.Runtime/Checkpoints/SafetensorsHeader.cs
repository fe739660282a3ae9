using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Unicode;
using Lkca.Runtime.Data;

namespace Lkca.Runtime.Checkpoints;

/// <summary>The JSON header of a safetensors file, <c>{"name": {"dtype": …, "shape": […], "data_offsets": [begin, end]}, "__metadata__": {…}}</c>,
/// read without trusting any of it: every error is an <see cref="InvalidInputException"/> that names the file.</summary>
internal sealed class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";

    private readonly string _path;

    private SafetensorsHeader(string path) => _path = path;

    public List<TensorEntry> Tensors { get; } = [];

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Parses <paramref name="json"/> and checks that the tensors fill <paramref name="dataLength"/> bytes without hole or overlap.</summary>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader(path);
        if (!Utf8.IsValid(json))
        {
            throw header.Error("the header is not valid UTF-8");
        }

        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw header.Error("the header does not begin with '{'; is this a safetensors file?");
        }

        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
            header.ReadObject(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            var at = e is JsonException { BytePositionInLine: { } column, LineNumber: { } line } ? $" at line {line + 1}, byte {column + 1}" : "";
            throw new InvalidInputException($"{path}: the header is not the JSON of a safetensors file{at}", e);
        }

        header.RequireGapless(dataLength);
        return header;
    }

    private void ReadObject(ref Utf8JsonReader reader)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
            {
                throw Error($"the name {InvalidInputException.Quote(name)} stands twice in the header");
            }

            reader.Read();
            Require(ref reader, JsonTokenType.StartObject, name, "an object");
            if (name == MetadataKey)
            {
                ReadMetadata(ref reader);
            }
            else
            {
                Tensors.Add(ReadTensor(ref reader, name));
            }
        }

        // Nothing but white space may follow: the reader throws where something does.
        while (reader.Read())
        {
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            Require(ref reader, JsonTokenType.String, $"{MetadataKey}.{key}", "a string");
            if (!Metadata.TryAdd(key, reader.GetString()!))
            {
                throw Error($"the key {InvalidInputException.Quote(key)} stands twice in {MetadataKey}");
            }
        }
    }

    private TensorEntry ReadTensor(ref Utf8JsonReader reader, string name)
    {
        TensorType? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            var seen = (key == "dtype" && type != null) || (key == "shape" && shape != null) || (key == "data_offsets" && offsets != null);
            if (seen)
            {
                throw Error($"tensor {InvalidInputException.Quote(name)}: {key} stands twice");
            }

            reader.Read();
            switch (key)
            {
                case "dtype":
                    Require(ref reader, JsonTokenType.String, name, "a dtype in quotes");
                    type = TypeNamed(reader.GetString()!, name);
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, name, key);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref reader, name, key);
                    break;
                default:
                    throw Error($"tensor {InvalidInputException.Quote(name)} has the key {InvalidInputException.Quote(key)}; dtype, shape "
                        + "and data_offsets are expected");
            }
        }

        if (type is not { } t || shape == null || offsets is not { Count: 2 })
        {
            throw Error($"tensor {InvalidInputException.Quote(name)} does not have a dtype, a shape and two data_offsets");
        }

        return Checked(new TensorEntry(name, t, shape.ToArray(), offsets[0], offsets[1]));
    }

    private TensorEntry Checked(TensorEntry tensor)
    {
        long bytes;
        try
        {
            bytes = tensor.Shape.Aggregate((long)TensorEntry.SizeOf(tensor.Type), (product, size) => checked(product * size));
        }
        catch (OverflowException)
        {
            throw Error($"tensor {InvalidInputException.Quote(tensor.Name)} of shape {Shortened(tensor)} has more than 2^63 bytes");
        }

        if (tensor.Begin > tensor.End || tensor.End - tensor.Begin != bytes)
        {
            throw Error($"tensor {InvalidInputException.Quote(tensor.Name)} of shape {Shortened(tensor)} and dtype {tensor.Type} needs {bytes} bytes, "
                + $"its data_offsets are [{tensor.Begin}, {tensor.End}]");
        }

        return tensor;
    }

    private void RequireGapless(long dataLength)
    {
        var expected = 0L;
        foreach (var tensor in Tensors.OrderBy(t => t.Begin).ThenBy(t => t.End))
        {
            if (tensor.Begin != expected)
            {
                var what = tensor.Begin < expected ? "overlaps the tensor before it" : "leaves a hole before it";
                throw Error($"tensor {InvalidInputException.Quote(tensor.Name)} begins at data byte {tensor.Begin} and {what}; {expected} is expected");
            }

            expected = tensor.End;
        }

        if (expected != dataLength)
        {
            throw Error($"the header describes {expected} bytes of data, the file holds {dataLength}");
        }
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string key)
    {
        Require(ref reader, JsonTokenType.StartArray, name, $"a list of numbers as {key}");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
            {
                throw Error($"tensor {InvalidInputException.Quote(name)}: {key} holds something other than whole numbers from 0 to 2^63-1");
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private TensorType TypeNamed(string dtype, string name) => dtype switch
    {
        "F32" => TensorType.F32,
        "F64" => TensorType.F64,
        "I64" => TensorType.I64,
        "F16" => TensorType.F16,
        "BF16" => TensorType.BF16,
        _ => throw Error($"tensor {InvalidInputException.Quote(name)} has the dtype {InvalidInputException.Quote(dtype)}; F32, F64, F16, BF16 and I64 can be read"),
    };

    private void Require(ref Utf8JsonReader reader, JsonTokenType token, string name, string what)
    {
        if (reader.TokenType != token)
        {
            throw Error($"{InvalidInputException.Quote(name)} in the header is not {what}");
        }
    }

    private static string Shortened(TensorEntry tensor) => tensor.Shape.Count <= 8 ? tensor.ShapeText : $"of {tensor.Shape.Count} dimensions";

    private InvalidInputException Error(string what) => InvalidInputException.In(_path, what);
}
