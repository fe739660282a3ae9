using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Numerics;
using Lkca.Runtime;
using Lkca.Runtime.Reporting;
using Lkca.Runtime.Training;

namespace Lkca.Cli.Verbs;

/// <summary>What <c>bench</c> measures; the names are the keys of its JSON. Times are medians, shares are of the measured peak.</summary>
internal sealed record BenchmarkResult(string name, int threads, int batch, double train_step_s, double inference_s, double inference_batch1_s,
    double peak_rss_mib, double fma_peak_gflops, double fma_peak_drop, double train_fma_share, double train_honest_share, double inference_fma_share, long managed_bytes_per_step);

/// <summary>Measures one model on random images.</summary>
internal sealed class Benchmark(ModelInfo info, int batch, int threads, double seconds, double dropPath, Func<int, bool, IVisionModel> open)
{
    private const int WarmUp = 3;

    private readonly TrainingBatchValues _values = new(info, batch);

    public BenchmarkResult Run()
    {
        // The peak is measured beside every figure: where it drops, a neighbour took part of the machine, and the figures are worth nothing.
        var peaks = new List<double> { Peak() };
        var (trainStep, bytesPerStep) = MeasureTraining();
        peaks.Add(Peak());
        var peakMemory = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        var inference = MeasureInference(batch);
        var single = MeasureInference(1);
        peaks.Add(Peak());

        var peak = peaks.Max();
        double Share(double macs, double time) => 2 * macs / time / (peak * 1e9);
        return new BenchmarkResult(info.Name, threads, batch, trainStep, inference, single, peakMemory, peak, 1 - (peaks.Min() / peak),
            Share(((double)(info.MacsTraining - info.MacsSavedTraining) * batch) + info.MacsPerStep, trainStep), Share(3.0 * info.Macs * batch, trainStep), Share((double)(info.MacsInference - info.MacsSavedInference) * batch, inference), bytesPerStep);
    }

    /// <summary>Of the model's precision: double has half as many lanes.</summary>
    private double Peak() => FmaPeak.Measure(threads) / (info.Precision == "F64" ? 2 : 1);

    private (double Seconds, long BytesPerStep) MeasureTraining()
    {
        using var model = open(batch, true);
        var options = new StepOptions { LearningRate = 1e-3, WeightDecay = 0.05, LabelSmoothing = 0.1, DropPath = dropPath };
        var step = 0L;
        void Step() => _values.Step(model, options with { Step = step++ });
        var time = Median(Step);

        const int Counted = 5;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Counted; i++)
        {
            _values.Step(model, options);
        }

        return (time, (GC.GetTotalAllocatedBytes(precise: true) - before) / Counted);
    }

    private double MeasureInference(int images)
    {
        using var model = open(images, false);
        return Median(() => _values.Forward(model, images));
    }

    private double Median(Action action)
    {
        for (var i = 0; i < WarmUp; i++)
        {
            action();
        }

        var times = new List<double>();
        for (var begin = Stopwatch.GetTimestamp(); times.Count < 5 || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds;)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }
}

/// <summary>Random images, one-hot targets and room for logits, in the model's precision.</summary>
internal sealed class TrainingBatchValues
{
    private readonly int _imageSize, _classes;
    private readonly Arrays<float>? _single;
    private readonly Arrays<double>? _double;

    public TrainingBatchValues(ModelInfo info, int batch)
    {
        (_imageSize, _classes) = (info.Channels * info.Height * info.Width, info.Classes);
        if (info.Precision == "F64")
        {
            _double = new(batch, _imageSize, _classes);
        }
        else
        {
            _single = new(batch, _imageSize, _classes);
        }
    }

    /// <summary>One training step of the whole batch.</summary>
    public double Step(IVisionModel model, in StepOptions options) =>
        _double is { } values ? model.Step(values.Images, values.Targets, options) : model.Step(_single!.Images, _single.Targets, options);

    /// <summary>Forward of the first <paramref name="count"/> images.</summary>
    public void Forward(IVisionModel model, int count)
    {
        if (_double is { } values)
        {
            model.Forward(values.Images.AsSpan(0, count * _imageSize), values.Logits.AsSpan(0, count * _classes));
        }
        else
        {
            model.Forward(_single!.Images.AsSpan(0, count * _imageSize), _single.Logits.AsSpan(0, count * _classes));
        }
    }

    // In one precision only: at large batches the images are a part of the memory that is measured.
    private sealed class Arrays<T>
        where T : INumber<T>
    {
        public Arrays(int batch, int imageSize, int classes)
        {
            Images = new T[checked(batch * imageSize)];
            Targets = new T[batch * classes];
            Logits = new T[batch * classes];
            for (var i = 0; i < Images.Length; i++)
            {
                Images[i] = T.CreateChecked(CounterRandom.Normal(1, i, 0, 0));
            }

            for (var i = 0; i < batch; i++)
            {
                Targets[(i * classes) + (i % classes)] = T.One;
            }
        }

        public T[] Images { get; }

        public T[] Targets { get; }

        public T[] Logits { get; }
    }
}
