using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Lkca.Runtime.Training;

/// <summary>The exponential moving average of a model's weights: average += (1−d)·(weight − average) after every step t, with d = min(decay, (1+t)/(10+t)) so that
/// the first steps do not drag the initial weights along. It lies on the host, in the model's precision.</summary>
public sealed class WeightAverage : IParameterStore
{
    private readonly Dictionary<string, byte[]> _tensors;

    /// <summary>The average of a model that has not stepped: its weights as they are.</summary>
    public WeightAverage(IVisionModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.DownloadWeights();
        (Parameters, Precision) = (model.Weights.Parameters, model.Weights.Precision);
        _tensors = Parameters.ToDictionary(p => p.Name, p => model.Weights.Bytes(p.Name).ToArray(), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <inheritdoc/>
    public string Precision { get; }

    /// <inheritdoc/>
    public Span<byte> Bytes(string name) => _tensors[name];

    /// <summary>Takes in the weights after a step.</summary>
    public void Update(IVisionModel model, double decay)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.DownloadWeights();
        var rest = 1 - Math.Min(decay, (1.0 + model.StepCount) / (10.0 + model.StepCount));
        foreach (var parameter in Parameters)
        {
            if (Precision == "F64")
            {
                Approach<double>(_tensors[parameter.Name], model.Weights.Bytes(parameter.Name), rest);
            }
            else
            {
                Approach<float>(_tensors[parameter.Name], model.Weights.Bytes(parameter.Name), rest);
            }
        }
    }

    /// <summary>Exchanges the average and the model's weights; a second call exchanges them back.</summary>
    public void Exchange(IVisionModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Download();
        foreach (var parameter in Parameters)
        {
            var weights = model.Weights.Bytes(parameter.Name);
            var kept = weights.ToArray();
            _tensors[parameter.Name].CopyTo(weights);
            _tensors[parameter.Name] = kept;
        }

        model.Upload();
    }

    private static void Approach<T>(byte[] average, ReadOnlySpan<byte> weights, double rest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var to = MemoryMarshal.Cast<byte, T>(average.AsSpan());
        var from = MemoryMarshal.Cast<byte, T>(weights);
        var factor = T.CreateChecked(rest);
        var width = Vector<T>.Count;
        var i = 0;
        for (; i <= to.Length - width; i += width)
        {
            var value = new Vector<T>(to[i..]);
            (value + (new Vector<T>(from[i..]) - value) * factor).CopyTo(to[i..]);
        }

        for (; i < to.Length; i++)
        {
            to[i] += (from[i] - to[i]) * factor;
        }
    }
}
