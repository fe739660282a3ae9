using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Lkca.Runtime;
using Lkca.Runtime.Training;

namespace Lkca.Tests;

/// <summary>A softmax classifier on pixels, trained by AdamW, in plain C#: stands in for a compiled model where what surrounds a model is tested.
/// DropPath drops the whole image (logits = bias), drawn from the step's seed, so that a run depends on every field of StepOptions.</summary>
internal sealed class LinearModel : IVisionModel
{
    private readonly Store _weights, _gradients, _first, _second;
    private bool _disposed;

    public LinearModel(ModelInfo info, SessionOptions options)
    {
        (Info, Options) = (info, options);
        _weights = new(info);
        _gradients = new(info);
        _first = new(info);
        _second = new(info);
        Initialize(options.Seed);
    }

    public ModelInfo Info { get; }

    public SessionOptions Options { get; }

    public string? Warning => Options.Device == "slow" ? "this device is slow" : null;

    public IParameterStore Weights => _weights;

    public IParameterStore Gradients => _gradients;

    public IParameterStore FirstMoments => _first;

    public IParameterStore SecondMoments => _second;

    public long StepCount { get; set; }

    public int Uploads { get; private set; }

    private int ImageSize => Info.Channels * Info.Height * Info.Width;

    public static ModelInfo Describe(string name = "Linear", int channels = 3, int height = 32, int width = 32, int classes = 10, string precision = "F32")
    {
        var size = channels * height * width;
        return new ModelInfo
        {
            Name = name,
            Backend = "Cpu",
            Precision = precision,
            Channels = channels,
            Height = height,
            Width = width,
            Classes = classes,
            Parameters = [new("head.weight", [classes, size], 0, Initialization.XavierNormal), new("head.bias", [classes],
                (long)classes * size, Initialization.Zeros)],
            Layers = [new("head", "Linear", $"{classes}", (long)classes * (size + 1), (long)classes * size, null)],
            ParameterCount = (long)classes * (size + 1),
            Macs = (long)classes * size,
            MacsPtflops071 = (long)classes * (size + 1),
            MacsInference = (long)classes * size,
            MacsTraining = 3L * classes * size,
            ArenaBytesFixed = 4096,
            ArenaBytesPerImage = 512,
            SchemaHash = $"linear-{channels}x{height}x{width}-{classes}",
        };
    }

    public void Forward(ReadOnlySpan<float> images, Span<float> logits)
    {
        var result = new double[logits.Length];
        Forward(Widen(images), result);
        Narrow(result, logits);
    }

    public void Forward(ReadOnlySpan<double> images, Span<double> logits)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        for (var i = 0; i < logits.Length / Info.Classes; i++)
        {
            for (var c = 0; c < Info.Classes; c++)
            {
                var sum = _weights["head.bias", c];
                for (var k = 0; k < ImageSize; k++)
                {
                    sum += _weights["head.weight", c * ImageSize + k] * images[i * ImageSize + k];
                }

                logits[i * Info.Classes + c] = sum;
            }
        }
    }

    public float Step(ReadOnlySpan<float> images, ReadOnlySpan<float> targets, in StepOptions options) => (float)Step(Widen(images), Widen(targets), options);

    public double Step(ReadOnlySpan<double> images, ReadOnlySpan<double> targets, in StepOptions options)
    {
        var loss = Differentiate(images, targets, options, []);
        StepCount++;
        var (c1, c2) = (1 - Math.Pow(options.Beta1, StepCount), 1 - Math.Pow(options.Beta2, StepCount));
        foreach (var p in Info.Parameters)
        {
            for (var i = 0; i < p.Count; i++)
            {
                var g = _gradients[p.Name, i];
                _first[p.Name, i] = options.Beta1 * _first[p.Name, i] + (1 - options.Beta1) * g;
                _second[p.Name, i] = options.Beta2 * _second[p.Name, i] + (1 - options.Beta2) * g * g;
                var decayed = _weights[p.Name, i] * (1 - options.LearningRate * options.WeightDecay);
                _weights[p.Name, i] = decayed - options.LearningRate * _first[p.Name, i] / c1 / (Math.Sqrt(_second[p.Name, i] / c2) + options.Epsilon);
            }
        }

        return loss;
    }

    public float Differentiate(ReadOnlySpan<float> images, ReadOnlySpan<float> targets, in StepOptions options, Span<float> imageGradient)
    {
        var gradient = new double[imageGradient.Length];
        var loss = Differentiate(Widen(images), Widen(targets), options, gradient);
        Narrow(gradient, imageGradient);
        return (float)loss;
    }

    public double Differentiate(ReadOnlySpan<double> images, ReadOnlySpan<double> targets, in StepOptions options, Span<double> imageGradient)
    {
        var (classes, count) = (Info.Classes, images.Length / ImageSize);
        var seen = images.ToArray();
        for (var i = 0; i < count; i++)
        {
            if (CounterRandom.Uniform(options.Seed, options.Step, i, 0) < options.DropPath)
            {
                seen.AsSpan(i * ImageSize, ImageSize).Clear();
            }
        }

        var logits = new double[count * classes];
        Forward(seen, logits);
        _gradients.Clear();
        imageGradient.Clear();
        var loss = 0.0;
        for (var i = 0; i < count; i++)
        {
            var row = logits.AsSpan(i * classes, classes).ToArray();
            var sum = row.Sum(v => Math.Exp(v - row.Max()));
            for (var c = 0; c < classes; c++)
            {
                var target = (1 - options.LabelSmoothing) * targets[i * classes + c] + options.LabelSmoothing / classes;
                var probability = Math.Exp(row[c] - row.Max()) / sum;
                loss -= target * (row[c] - row.Max() - Math.Log(sum)) / count;
                var d = (probability - target) / count;
                _gradients["head.bias", c] += d;
                for (var k = 0; k < ImageSize; k++)
                {
                    _gradients["head.weight", c * ImageSize + k] += d * seen[i * ImageSize + k];
                    if (imageGradient.Length > 0)
                    {
                        imageGradient[i * ImageSize + k] += d * _weights["head.weight", c * ImageSize + k];
                    }
                }
            }
        }

        return loss;
    }

    public void Initialize(ulong seed)
    {
        StepCount = 0;
        foreach (var store in new[] { _weights, _gradients, _first, _second })
        {
            store.Clear();
        }

        for (var i = 0; i < Info.Parameters[0].Count; i++)
        {
            _weights["head.weight", i] = 0.01 * CounterRandom.Normal(seed, i, 0, 0);
        }
    }

    public void Download()
    {
    }

    public void Upload() => Uploads++;

    public void Dispose() => _disposed = true;

    private static double[] Widen(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return wide;
    }

    private static void Narrow(ReadOnlySpan<double> values, Span<float> narrow)
    {
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = (float)values[i];
        }
    }

    private sealed class Store(ModelInfo info) : IParameterStore
    {
        private readonly Dictionary<string, byte[]> _tensors =
            info.Parameters.ToDictionary(p => p.Name, p => new byte[p.Count * (info.Precision == "F64" ? 8 : 4)]);

        public IReadOnlyList<ParameterInfo> Parameters => info.Parameters;

        public string Precision => info.Precision;

        public double this[string name, int index]
        {
            get => Precision == "F64" ? MemoryMarshal.Cast<byte, double>(_tensors[name].AsSpan())[index] : MemoryMarshal.Cast<byte, float>(_tensors[name])[index];
            set
            {
                if (Precision == "F64")
                {
                    MemoryMarshal.Cast<byte, double>(_tensors[name].AsSpan())[index] = value;
                }
                else
                {
                    MemoryMarshal.Cast<byte, float>(_tensors[name].AsSpan())[index] = (float)value;
                }
            }
        }

        public Span<byte> Bytes(string name) => _tensors[name];

        public void Clear() => _tensors.Values.ToList().ForEach(Array.Clear);
    }
}
