using System;
using System.Collections.Generic;
using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>The embedding, one block, or the head of a generated model: its parameters, what Prepare makes of them, what Forward keeps for Backward.
/// Every method opens a dispose scope, so what it does not hand on is freed when it returns.</summary>
public abstract class Region : IDisposable
{
    private readonly List<torch.Tensor> _prepared = [];

    /// <summary>Once per update: what depends on the parameters alone.</summary>
    public abstract void Prepare(Pass g);

    /// <summary>Forward of the batch; in training it keeps what Backward reads.</summary>
    /// <param name="g">The pass.</param>
    /// <param name="input">The images for the embedding, the residual stream otherwise, which blocks update in place.</param>
    /// <returns>The residual stream, or the logits of the head.</returns>
    public abstract torch.Tensor Forward(Pass g, torch.Tensor input);

    /// <summary>Backward of the batch: writes the gradients of the parameters.</summary>
    /// <param name="g">The pass.</param>
    /// <param name="gradient">Gradient of what Forward returned, which blocks update in place; the head's comes from the loss.</param>
    /// <returns>Gradient of Forward's input.</returns>
    public abstract torch.Tensor Backward(Pass g, torch.Tensor gradient);

    /// <summary>Frees what Prepare made.</summary>
    public void Dispose()
    {
        Renew();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the last Prepare made.</summary>
    protected void Renew()
    {
        _prepared.ForEach(tensor => tensor.Dispose());
        _prepared.Clear();
    }

    /// <summary>Takes a tensor that Prepare made out of its scope, until the next Prepare.</summary>
    protected torch.Tensor Own(torch.Tensor prepared)
    {
        _prepared.Add(prepared.DetachFromDisposeScope());
        return prepared;
    }

    /// <summary>A parameter as a factor of products: itself, or its copy in the session's compute precision.</summary>
    protected torch.Tensor Factor(Pass g, torch.Tensor parameter)
    {
        var factor = g.Compute(parameter);
        return ReferenceEquals(factor, parameter) ? parameter : Own(factor);
    }

    /// <summary>Hands a tensor on to the scope of the whole pass.</summary>
    protected static torch.Tensor Keep(torch.Tensor tensor) => tensor.MoveToOuterDisposeScope();

    /// <summary>Frees what Forward kept, as soon as Backward has read it.</summary>
    protected static void Release(params torch.Tensor[] kept) => Array.ForEach(kept, tensor => tensor.Dispose());
}
