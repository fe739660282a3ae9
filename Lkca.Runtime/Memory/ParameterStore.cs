using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace Lkca.Runtime.Memory;

/// <summary>Tensors of one kind (weights, gradients or moments) of a model in one stretch of native memory, in checkpoint layout.</summary>
public sealed class ParameterStore<T> : IParameterStore
    where T : unmanaged
{
    private readonly Dictionary<string, ParameterInfo> _byName;

    /// <summary>Lays <paramref name="parameters"/> over <paramref name="memory"/> at their offsets.</summary>
    public ParameterStore(IReadOnlyList<ParameterInfo> parameters, NativeSpan<T> memory)
    {
        Parameters = parameters;
        Memory = memory;
        _byName = parameters.ToDictionary(parameter => parameter.Name);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <inheritdoc/>
    public string Precision => typeof(T) == typeof(double) ? "F64" : "F32";

    /// <summary>All of it, padding between tensors included.</summary>
    public NativeSpan<T> Memory { get; }

    /// <summary>The tensor called <paramref name="name"/> with its shape.</summary>
    /// <exception cref="KeyNotFoundException">No parameter has that name.</exception>
    public TensorView<T> Tensor(string name)
    {
        var parameter = Find(name);
        return new(parameter.Name, parameter.Shape, Memory.At(parameter.Offset, parameter.Count));
    }

    /// <summary>Whether the model has a parameter of that name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <inheritdoc/>
    public Span<byte> Bytes(string name)
    {
        var parameter = Find(name);
        return MemoryMarshal.AsBytes(Memory.At(parameter.Offset, parameter.Count).Span);
    }

    private ParameterInfo Find(string name)
    {
        if (_byName.TryGetValue(name, out var parameter))
        {
            return parameter;
        }

        var near = Parameters.OrderByDescending(candidate => candidate.Name.AsSpan().CommonPrefixLength(name)).Take(3).Select(candidate => candidate.Name);
        throw new KeyNotFoundException($"The model has no parameter '{name}'. It has {Parameters.Count}; the nearest names are {string.Join(", ", near)}.");
    }
}
