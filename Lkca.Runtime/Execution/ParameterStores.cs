using System;
using System.Collections.Generic;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Execution;

/// <summary>The host copies of a session in checkpoint layout: weights, and in training gradients and both moments, all with the same offsets.</summary>
public sealed class ParameterStores<T> : IDisposable
    where T : unmanaged
{
    private readonly NativeBlock<T>? _own;

    /// <summary>Stores in a block of their own, for sessions whose kernels work on the memory of a device.</summary>
    /// <param name="info">The model.</param>
    /// <param name="elements">Elements of one store, padding included.</param>
    /// <param name="isTraining">Without training only the weights have memory; the other stores have no parameters.</param>
    public ParameterStores(ModelInfo info, long elements, bool isTraining)
        : this(info.Parameters, new NativeBlock<T>((isTraining ? 4 : 1) * elements), elements, isTraining, owns: true)
    {
    }

    /// <summary>Stores in the next part of a session's arena.</summary>
    internal ParameterStores(IReadOnlyList<ParameterInfo> parameters, NativeBlock<T> arena, long elements, bool isTraining, bool owns = false)
    {
        _own = owns ? arena : null;
        IReadOnlyList<ParameterInfo> trained = isTraining ? parameters : [];
        var each = isTraining ? elements : 0;
        Weights = new(parameters, arena.Take(elements));
        Gradients = new(trained, arena.Take(each));
        FirstMoments = new(trained, arena.Take(each));
        SecondMoments = new(trained, arena.Take(each));
    }

    /// <summary>The weights.</summary>
    public ParameterStore<T> Weights { get; }

    /// <summary>The gradients of the last step.</summary>
    public ParameterStore<T> Gradients { get; }

    /// <summary>AdamW's first moments.</summary>
    public ParameterStore<T> FirstMoments { get; }

    /// <summary>AdamW's second moments.</summary>
    public ParameterStore<T> SecondMoments { get; }

    /// <summary>Frees the memory where it is the stores' own.</summary>
    public void Dispose() => _own?.Dispose();
}
