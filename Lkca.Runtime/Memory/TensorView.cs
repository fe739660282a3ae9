using System;
using System.Collections.Generic;

namespace Lkca.Runtime.Memory;

/// <summary>A named, shaped view of a parameter in its model's memory: row-major, live and writable. After writing call <see cref="IVisionModel.Upload"/>.</summary>
public readonly struct TensorView<T>
    where T : unmanaged
{
    private readonly NativeSpan<T> _memory;

    internal TensorView(string name, IReadOnlyList<int> shape, NativeSpan<T> memory)
    {
        Name = name;
        Shape = shape;
        _memory = memory;
    }

    /// <summary>State-dict name.</summary>
    public string Name { get; }

    /// <summary>Row-major shape.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The elements in order.</summary>
    public Span<T> Span => _memory.Span;

    /// <summary>One element; as many indices as <see cref="Shape"/> has sizes.</summary>
    /// <exception cref="ArgumentException">Another number of indices.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index outside its size.</exception>
    public ref T this[params ReadOnlySpan<int> indices]
    {
        get
        {
            if (indices.Length != Shape.Count)
            {
                throw new ArgumentException($"{Name} has {Shape.Count} dimensions, {indices.Length} indices were given.");
            }

            var offset = 0;
            for (var i = 0; i < indices.Length; i++)
            {
                if ((uint)indices[i] >= (uint)Shape[i])
                {
                    throw new ArgumentOutOfRangeException(nameof(indices), $"Index {indices[i]} of dimension {i} of {Name} is not below {Shape[i]}.");
                }

                offset = (offset * Shape[i]) + indices[i];
            }

            return ref Span[offset];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({string.Join(", ", Shape)})";
}
