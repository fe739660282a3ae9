using System;
using System.Linq;
using Lkca.Runtime.Kernels.Cpu;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Execution;

// What stands between gradients and new weights. Pieces are fixed chunks of the parameters, so sums do not depend on the number of workers.
public abstract unsafe partial class CpuModel<T>
{
    private const long Chunk = 1 << 15;

    private NativeBlock<T>? _earlierMemory;
    private NativeSpan<T> _earlier;
    private double[] _squares = [];
    private T _clip;

    /// <inheritdoc/>
    public override StepFeatures Features => StepFeatures.All;

    private static int Chunks(long elements) => (int)((elements + Chunk - 1) / Chunk);

    private void Optimize()
    {
        var options = _batch.Options;
        if (options.MicroBatches > 1)
        {
            Accumulate();
        }

        if (!options.IsLastMicroBatch)
        {
            return;
        }

        GradientNorm = options.MaxGradientNorm > 0 || options.MeasureGradientNorm ? Measure() : double.NaN;
        if (options.MaxGradientNorm > 0)
        {
            Clip(options.MaxGradientNorm);
        }

        StepCount++;
        Run(Phase.Update);
        _isPrepared = false;
    }

    private void Accumulate()
    {
        if (_earlierMemory is null)
        {
            _earlierMemory = new(_plan.Weights);
            _earlier = _earlierMemory.Take(_plan.Weights);
        }

        Run(Phase.Accumulate);
    }

    private double Measure()
    {
        if (_squares.Length == 0)
        {
            _squares = new double[Chunks(_plan.Weights)];
        }

        Run(Phase.Measure);
        return Math.Sqrt(_squares.Sum());
    }

    /// <summary>As PyTorch: the factor is max/(norm + 1e-6), at most 1.</summary>
    private void Clip(double max)
    {
        var factor = max / (GradientNorm + 1e-6);
        if (factor < 1)
        {
            _clip = T.CreateChecked(factor);
            Run(Phase.Clip);
        }
    }

    private void Change(Phase phase, int chunk)
    {
        var start = chunk * Chunk;
        var count = Math.Min(Chunk, _plan.Weights - start);
        var gradients = _gradients.Memory.At(start);
        switch (phase)
        {
            case Phase.Accumulate:
                GradientSums.Add(gradients, _earlier.At(start), count, _batch.Options.MicroBatch, _batch.Options.MicroBatches);
                break;
            case Phase.Measure:
                _squares[chunk] = GradientSums.Squares(gradients, count);
                break;
            case Phase.Clip:
                GradientSums.Scale(gradients, _clip, count);
                break;
            default:
                Update(start, start + count);
                break;
        }
    }

    private void Update(long start, long end)
    {
        var options = _batch.Options;
        if (options.DecayScope == WeightDecayScope.All)
        {
            Update(start, end, options);
            return;
        }

        var plain = options with { WeightDecay = 0 };
        foreach (var parameter in Info.Parameters)
        {
            var (first, last) = (Math.Max(start, parameter.Offset), Math.Min(end, parameter.Offset + parameter.Count));
            if (first < last)
            {
                Update(first, last, options.DecayScope.Decays(parameter) ? options : plain);
            }
        }
    }

    private void Update(long start, long end, in StepOptions options)
    {
        var (weights, gradients, m) = (_weights.Memory.At(start), _gradients.Memory.At(start), Stores.FirstMoments.Memory.At(start));
        if (options.Optimizer == Optimizer.Sgd)
        {
            Sgd.Update(weights, gradients, m, end - start, options);
        }
        else
        {
            AdamW.Update(weights, gradients, m, Stores.SecondMoments.Memory.At(start), end - start, options, StepCount);
        }
    }
}
