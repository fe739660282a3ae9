using System;
using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization") over the flat parameters: eight in-place operations over all of them, one buffer, no temporaries.</summary>
internal sealed class AdamW(long elements, torch.Device device) : IDisposable
{
    private readonly torch.Tensor _denominator = torch.zeros([elements], torch.ScalarType.Float32, device).DetachFromDisposeScope();

    /// <summary>AdamW's first moments.</summary>
    public FlatTensor FirstMoments { get; } = new(elements, device);

    /// <summary>AdamW's second moments.</summary>
    public FlatTensor SecondMoments { get; } = new(elements, device);

    /// <summary>Step t (from 1): p *= 1 − lr·wd; m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·g²; p −= lr/(1−β1ᵗ)·m / (√v/√(1−β2ᵗ) + ε).</summary>
    public void Update(torch.Tensor weights, torch.Tensor gradients, in StepOptions options, long t)
    {
        using var scope = torch.NewDisposeScope();
        var (m, v) = (FirstMoments.Memory, SecondMoments.Memory);
        m.mul_(options.Beta1).add_(gradients, 1 - options.Beta1);
        v.mul_(options.Beta2).addcmul_(gradients, gradients, 1 - options.Beta2);
        _denominator.copy_(v).sqrt_().div_(Math.Sqrt(1 - Math.Pow(options.Beta2, t))).add_(options.Epsilon);
        weights.mul_(1 - (options.LearningRate * options.WeightDecay)).addcdiv_(m, _denominator, -options.LearningRate / (1 - Math.Pow(options.Beta1, t)));
    }

    public void Dispose()
    {
        _denominator.Dispose();
        FirstMoments.Dispose();
        SecondMoments.Dispose();
    }
}
