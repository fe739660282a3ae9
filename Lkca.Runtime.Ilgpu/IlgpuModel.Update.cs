using System;
using System.Collections.Generic;
using ILGPU;
using ILGPU.Runtime;
using Lkca.Runtime.Ilgpu.Kernels;

namespace Lkca.Runtime.Ilgpu;

// From gradients to new weights: accumulation, clipping, then AdamW or SGD.
public abstract partial class IlgpuModel
{
    private MemoryBuffer1D<float, Stride1D.Dense>? _earlier;
    private float[] _squares = [];

    /// <inheritdoc/>
    public override StepFeatures Features => StepFeatures.All;

    private int Scalars => checked((int)_plan.Weights);

    /// <summary>Runs of parameters that weight decay acts on, or does not.</summary>
    private List<(int First, int Count, bool Decays)> DecayRuns => field ??= Runs();

    /// <summary>Returns whether the weights changed: with accumulation they do at the last call of an update.</summary>
    private bool Update(in StepOptions options)
    {
        if (options.MicroBatches > 1)
        {
            _earlier ??= _device.Accelerator.Allocate1D<float>(_plan.Weights);
            _kernels.Accumulate(_arena.Gradients, _earlier.AsContiguous(), options, Scalars);
        }

        if (!options.IsLastMicroBatch)
        {
            return false;
        }

        GradientNorm = options.MaxGradientNorm > 0 || options.MeasureGradientNorm ? Measure() : double.NaN;
        if (options.MaxGradientNorm > 0)
        {
            Clip(options.MaxGradientNorm);
        }

        if (options.DecayScope == WeightDecayScope.All)
        {
            Update(0, Scalars, options);
            return true;
        }

        var plain = options with { WeightDecay = 0 };
        foreach (var (first, count, decays) in DecayRuns)
        {
            Update(first, count, decays ? options : plain);
        }

        return true;
    }

    private double Measure()
    {
        if (_squares.Length == 0)
        {
            _squares = new float[UpdateKernels.Squares];
        }

        var partial = _arena.Squares;
        _kernels.SumSquares(partial, _arena.Gradients, Scalars);
        partial.CopyToCPU<float, ArrayView<float>>(_squares);
        var sum = 0.0;
        foreach (var square in _squares)
        {
            sum += square;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>As PyTorch: the factor is max/(norm + 1e-6), at most 1.</summary>
    private void Clip(double max)
    {
        var factor = max / (GradientNorm + 1e-6);
        if (factor < 1)
        {
            _kernels.Shrink(_arena.Gradients, (float)factor, Scalars);
        }
    }

    private void Update(int first, int count, in StepOptions options)
    {
        ArrayView<float> Part(ArrayView<float> all) => all.SubView(first, count);
        var (weights, gradients, moments) = (Part(_arena.Weights), Part(_arena.Gradients), Part(_arena.FirstMoments));
        if (options.Optimizer == Optimizer.Sgd)
        {
            _kernels.Sgd(weights, gradients, moments, options, count);
        }
        else
        {
            _kernels.AdamW(weights, gradients, moments, Part(_arena.SecondMoments), options, StepCount + 1, count);
        }
    }

    private List<(int First, int Count, bool Decays)> Runs()
    {
        var runs = new List<(int First, int Count, bool Decays)>();
        foreach (var parameter in Info.Parameters)
        {
            var (first, count) = (checked((int)parameter.Offset), checked((int)parameter.Count));
            var decays = WeightDecayScope.Matrices.Decays(parameter);
            if (runs.Count > 0 && runs[^1] is var last && last.Decays == decays && last.First <= first)
            {
                runs[^1] = (last.First, first + count - last.First, decays);
            }
            else
            {
                runs.Add((first, count, decays));
            }
        }

        return runs;
    }
}
