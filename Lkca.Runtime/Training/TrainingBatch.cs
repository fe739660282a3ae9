using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lkca.Runtime.Checkpoints;

namespace Lkca.Runtime.Training;

/// <summary>One batch of normalised images and targets, one-hot or mixed, also as doubles where the model wants them.</summary>
internal sealed class TrainingBatch(int count, int imageSize, int classes, bool doublePrecision, int microBatches = 1)
{
    public float[] Images { get; } = new float[checked(count * imageSize)];

    public float[] Targets { get; } = new float[checked(count * classes)];

    public double[] WideImages { get; } = new double[doublePrecision ? count * imageSize : 0];

    public double[] WideTargets { get; } = new double[doublePrecision ? count * classes : 0];

    /// <summary>Runs one training step on this batch, in as many calls as it has micro-batches; returns their mean loss.</summary>
    public double Step(IVisionModel model, in StepOptions options)
    {
        var loss = 0.0;
        for (var k = 0; k < microBatches; k++)
        {
            var part = options with { Step = options.Step * microBatches + k, MicroBatch = k, MicroBatches = microBatches };
            loss += doublePrecision ? model.Step(Part(WideImages, k), Part(WideTargets, k), part) : model.Step(Part(Images, k), Part(Targets, k), part);
        }

        return loss / microBatches;
    }

    /// <summary>Writes the batch with the model's weights in the form that run-batch reads; the step's numbers go into the metadata.</summary>
    public void Save(IVisionModel model, string path, in StepOptions options)
    {
        var info = model.Info;
        SafetensorsWriter.Write(path, WeightFiles.Tensors(model.Weights)
            .Append(OutgoingTensor.Of("input", Images, count, info.Channels, info.Height, info.Width))
            .Append(OutgoingTensor.Of("target", Targets, count, classes)), new Dictionary<string, string>
        {
            ["model"] = info.Name,
            ["step"] = options.Step.ToString(CultureInfo.InvariantCulture),
            ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["learning_rate"] = options.LearningRate.ToString("R", CultureInfo.InvariantCulture),
            ["label_smoothing"] = options.LabelSmoothing.ToString("R", CultureInfo.InvariantCulture),
            ["drop_path"] = options.DropPath.ToString("R", CultureInfo.InvariantCulture),
        });
    }

    public void Widen()
    {
        if (doublePrecision)
        {
            Copy(Images, WideImages);
            Copy(Targets, WideTargets);
        }
    }

    private ReadOnlySpan<T> Part<T>(T[] values, int k) => values.AsSpan(values.Length / microBatches * k, values.Length / microBatches);

    private static void Copy(float[] from, double[] to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = from[i];
        }
    }
}
