using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Lkca.Runtime;

namespace Lkca.Conformance.Support;

/// <summary>A model seen in float64 whatever its precision is: float32 values widen exactly, and values that came from float32 narrow
/// exactly.</summary>
public sealed class Session(IVisionModel model) : IDisposable
{
    public IVisionModel Model { get; } = model;

    private bool IsDouble => Model.Info.Precision == "F64";

    public double[] Forward(double[] images)
    {
        var count = images.Length / (Model.Info.Channels * Model.Info.Height * Model.Info.Width);
        if (IsDouble)
        {
            var logits = new double[count * Model.Info.Classes];
            Model.Forward(images, logits);
            return logits;
        }
        else
        {
            var logits = new float[count * Model.Info.Classes];
            Model.Forward(Narrow(images), logits);
            return Widen(logits);
        }
    }

    public double Step(double[] images, double[] targets, in StepOptions options) =>
        IsDouble ? Model.Step(images, targets, options) : Model.Step(Narrow(images), Narrow(targets), options);

    public (double Loss, double[] ImageGradient) Differentiate(double[] images, double[] targets, in StepOptions options)
    {
        if (IsDouble)
        {
            var gradient = new double[images.Length];
            return (Model.Differentiate(images, targets, options, gradient), gradient);
        }
        else
        {
            var gradient = new float[images.Length];
            return (Model.Differentiate(Narrow(images), Narrow(targets), options, gradient), Widen(gradient));
        }
    }

    /// <summary>The loss alone; the gradients of the parameters are computed beside it.</summary>
    public double Loss(double[] images, double[] targets, in StepOptions options) => IsDouble
        ? Model.Differentiate(images, targets, options, Span<double>.Empty)
        : Model.Differentiate(Narrow(images), Narrow(targets), options, Span<float>.Empty);

    /// <summary>Writes the named weights and uploads them.</summary>
    public void SetWeights(IReadOnlyDictionary<string, Tensor> weights)
    {
        foreach (var (name, tensor) in weights)
        {
            Write(Model.Weights, name, tensor.Values);
        }

        Model.Upload();
    }

    public static void Write(IParameterStore store, string name, ReadOnlySpan<double> values)
    {
        var bytes = store.Bytes(name);
        if (store.Precision == "F64")
        {
            values.CopyTo(MemoryMarshal.Cast<byte, double>(bytes));
            return;
        }

        var floats = MemoryMarshal.Cast<byte, float>(bytes);
        for (var i = 0; i < values.Length; i++)
        {
            floats[i] = (float)values[i];
        }
    }

    public static double[] Read(IParameterStore store, string name)
    {
        var bytes = store.Bytes(name);
        return store.Precision == "F64" ? MemoryMarshal.Cast<byte, double>(bytes).ToArray() : Widen(MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    public double[] Weight(string name)
    {
        Model.Download();
        return Read(Model.Weights, name);
    }

    public double[] Gradient(string name)
    {
        Model.Download();
        return Read(Model.Gradients, name);
    }

    /// <summary>Every tensor of a store in one array of bytes, for comparisons to the bit.</summary>
    public byte[] Bytes(Func<IVisionModel, IParameterStore> store)
    {
        Model.Download();
        var tensors = store(Model);
        return [.. tensors.Parameters.SelectMany(parameter => tensors.Bytes(parameter.Name).ToArray())];
    }

    public void Dispose() => Model.Dispose();

    private static float[] Narrow(double[] values) => Array.ConvertAll(values, value => (float)value);

    private static double[] Widen(float[] values) => Array.ConvertAll(values, value => (double)value);
}
