using System;
using System.Collections.Generic;

namespace Lkca.Runtime.Checkpoints;

/// <summary>Element types that the safetensors files of this project hold; the names are the format's own.</summary>
public enum TensorType
{
    /// <summary>IEEE single precision, 4 bytes.</summary>
    F32,

    /// <summary>IEEE double precision, 8 bytes.</summary>
    F64,

    /// <summary>Signed integer, 8 bytes.</summary>
    I64,

    /// <summary>IEEE half precision, 2 bytes: read, never written.</summary>
    F16,

    /// <summary>The upper half of an IEEE single, 2 bytes: read, never written.</summary>
    BF16,
}

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its key in the header.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Row-major shape; empty for a scalar.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">First byte after it.</param>
public sealed record TensorEntry(string Name, TensorType Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>Number of elements.</summary>
    public long Count => (End - Begin) / SizeOf(Type);

    /// <summary>The shape as text, for example (3, 32, 32).</summary>
    public string ShapeText => TextOf(Shape);

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(TensorType type) => type switch
    {
        TensorType.F32 => 4,
        TensorType.F16 or TensorType.BF16 => 2,
        _ => 8,
    };

    /// <summary>A shape as text, for example (3, 32, 32).</summary>
    public static string TextOf<T>(IEnumerable<T> shape) => $"({string.Join(", ", shape)})";

    /// <summary>The element type of a store or model whose precision is "F32" or "F64".</summary>
    /// <exception cref="ArgumentException">Another precision.</exception>
    public static TensorType TypeOf(string precision) => precision switch
    {
        "F32" => TensorType.F32,
        "F64" => TensorType.F64,
        _ => throw new ArgumentException($"Precision \"{precision}\" is neither F32 nor F64.", nameof(precision)),
    };
}
