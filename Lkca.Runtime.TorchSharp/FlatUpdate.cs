using System;
using System.Linq;
using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>What stands between gradients and new weights: accumulation, clipping, and AdamW or SGD. Everything works on the flat tensors in place, with one buffer and no temporaries but in clipping.</summary>
internal sealed class FlatUpdate(ModelInfo info, long elements, torch.Device device) : IDisposable
{
    private readonly torch.Tensor _scratch = Flat(elements, device);
    private torch.Tensor? _accumulated;
    private torch.Tensor? _matrices;

    /// <summary>AdamW's first moments, or SGD's momentum.</summary>
    public FlatTensor FirstMoments { get; } = new(elements, device);

    /// <summary>AdamW's second moments.</summary>
    public FlatTensor SecondMoments { get; } = new(elements, device);

    /// <summary>Adds the gradients of micro-batches up; after the last one the gradients are their mean.</summary>
    public void Accumulate(torch.Tensor gradients, in StepOptions options)
    {
        _accumulated ??= Flat(elements, device);
        if (options.MicroBatch == 0)
        {
            _accumulated.copy_(gradients);
        }
        else if (!options.IsLastMicroBatch)
        {
            _accumulated.add_(gradients);
        }
        else
        {
            gradients.add_(_accumulated).mul_(1.0 / options.MicroBatches);
        }
    }

    /// <summary>The Euclidean norm of all gradients, squares summed in float64.</summary>
    public static double Norm(torch.Tensor gradients)
    {
        using var scope = torch.NewDisposeScope();
        return Math.Sqrt(gradients.mul(gradients).sum(torch.ScalarType.Float64).item<double>());
    }

    /// <summary>Scales gradients of that norm down to <paramref name="max"/>, as PyTorch: by max/(norm + 1e-6), at most 1.</summary>
    public static void Clip(torch.Tensor gradients, double norm, double max)
    {
        using var scope = torch.NewDisposeScope();
        var factor = max / (norm + 1e-6);
        if (factor < 1)
        {
            gradients.mul_(factor);
        }
    }

    /// <summary>Step t (from 1) of the rule that the options name.</summary>
    public void Step(torch.Tensor weights, torch.Tensor gradients, in StepOptions options, long t)
    {
        using var scope = torch.NewDisposeScope();
        if (options.Optimizer == Optimizer.Sgd)
        {
            Sgd(weights, gradients, options);
        }
        else
        {
            AdamW(weights, gradients, options, t);
        }
    }

    public void Dispose()
    {
        _scratch.Dispose();
        _accumulated?.Dispose();
        _matrices?.Dispose();
        FirstMoments.Dispose();
        SecondMoments.Dispose();
    }

    /// <summary>Loshchilov and Hutter, "Decoupled Weight Decay Regularization": p *= 1 − lr·wd; m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·g²; p −= lr/(1−β1ᵗ)·m / (√v/√(1−β2ᵗ) + ε).</summary>
    private void AdamW(torch.Tensor weights, torch.Tensor gradients, in StepOptions options, long t)
    {
        var (m, v) = (FirstMoments.Memory, SecondMoments.Memory);
        m.mul_(options.Beta1).add_(gradients, 1 - options.Beta1);
        v.mul_(options.Beta2).addcmul_(gradients, gradients, 1 - options.Beta2);
        if (options.DecayScope == WeightDecayScope.All)
        {
            weights.mul_(1 - (options.LearningRate * options.WeightDecay));
        }
        else
        {
            weights.addcmul_(weights, Matrices(options.DecayScope), -options.LearningRate * options.WeightDecay);
        }

        _scratch.copy_(v).sqrt_().div_(Math.Sqrt(1 - Math.Pow(options.Beta2, t))).add_(options.Epsilon);
        weights.addcdiv_(m, _scratch, -options.LearningRate / (1 - Math.Pow(options.Beta1, t)));
    }

    /// <summary>torch.optim.SGD, dampening 0: d = g + wd·p; m = μ·m + d; p −= lr·m, with Nesterov p −= lr·(d + μ·m).</summary>
    private void Sgd(torch.Tensor weights, torch.Tensor gradients, in StepOptions options)
    {
        var m = FirstMoments.Memory;
        _scratch.copy_(gradients);
        if (options.DecayScope == WeightDecayScope.All)
        {
            _scratch.add_(weights, options.WeightDecay);
        }
        else
        {
            _scratch.addcmul_(weights, Matrices(options.DecayScope), options.WeightDecay);
        }

        m.mul_(options.Momentum).add_(_scratch);
        weights.add_(options.Nesterov ? _scratch.add_(m, options.Momentum) : m, -options.LearningRate);
    }

    /// <summary>1 at the elements of parameters that decay acts on, 0 at the others.</summary>
    private torch.Tensor Matrices(WeightDecayScope scope)
    {
        if (_matrices is null)
        {
            _matrices = Flat(elements, device);
            foreach (var parameter in info.Parameters.Where(parameter => scope.Decays(parameter)))
            {
                _matrices.narrow(0, parameter.Offset, parameter.Count).add_(1);
            }
        }

        return _matrices;
    }

    private static torch.Tensor Flat(long elements, torch.Device device) => torch.zeros([elements], torch.ScalarType.Float32, device).DetachFromDisposeScope();
}
