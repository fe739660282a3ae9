using System;
using System.Collections.Generic;

namespace Lkca.Runtime;

/// <summary>Tensors of one kind (weights, gradients, moments) by state-dict name, in one block of memory.</summary>
public interface IParameterStore
{
    /// <summary>Names, shapes and places.</summary>
    IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <summary>"F32" or "F64".</summary>
    string Precision { get; }

    /// <summary>The bytes of one tensor, little-endian, row-major: writable and live.</summary>
    /// <exception cref="KeyNotFoundException">No parameter has that name; the message lists the nearest ones.</exception>
    Span<byte> Bytes(string name);
}
