using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Lkca.Runtime.Memory;
using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>All tensors of one kind (weights, gradients or moments) in one stretch of device memory, in checkpoint layout: the optimiser works on the whole, the
/// model on views of it.</summary>
public sealed class FlatTensor : IDisposable
{
    private readonly List<torch.Tensor> _views = [];

    internal FlatTensor(long elements, torch.Device device) =>
        Memory = torch.zeros([elements], torch.ScalarType.Float32, device).DetachFromDisposeScope();

    /// <summary>All of it, (elements).</summary>
    internal torch.Tensor Memory { get; }

    /// <summary>The tensor of that shape at element <paramref name="offset"/>: the same memory, freed with this object.</summary>
    public torch.Tensor View(long offset, params long[] shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            count *= size;
        }

        using var range = Memory.narrow(0, offset, count);
        var view = range.view(shape).DetachFromDisposeScope();
        _views.Add(view);
        return view;
    }

    /// <summary>Device to host.</summary>
    internal void CopyTo(NativeSpan<float> host)
    {
        using var scope = torch.NewDisposeScope();
        MemoryMarshal.Cast<byte, float>(Memory.to(torch.CPU).bytes).CopyTo(host.Span);
    }

    /// <summary>Host to device.</summary>
    internal void CopyFrom(NativeSpan<float> host)
    {
        using var scope = torch.NewDisposeScope();
        var staging = torch.zeros([host.Length], torch.ScalarType.Float32, torch.CPU);
        host.Span.CopyTo(MemoryMarshal.Cast<byte, float>(staging.bytes));
        Memory.copy_(staging);
    }

    /// <summary>Frees the views and the memory.</summary>
    public void Dispose()
    {
        _views.ForEach(view => view.Dispose());
        Memory.Dispose();
    }
}
