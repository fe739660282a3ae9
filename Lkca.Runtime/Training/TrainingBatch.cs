using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lkca.Runtime.Checkpoints;

namespace Lkca.Runtime.Training;

/// <summary>One batch of normalised images and one-hot targets, also as doubles where the model wants them.</summary>
internal sealed class TrainingBatch(int count, int imageSize, int classes, bool doublePrecision)
{
    public float[] Images { get; } = new float[checked(count * imageSize)];

    public float[] Targets { get; } = new float[checked(count * classes)];

    public double[] WideImages { get; } = new double[doublePrecision ? count * imageSize : 0];

    public double[] WideTargets { get; } = new double[doublePrecision ? count * classes : 0];

    /// <summary>Runs one training step on this batch.</summary>
    public double Step(IVisionModel model, in StepOptions options) =>
        doublePrecision ? model.Step(WideImages, WideTargets, options) : model.Step(Images, Targets, options);

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

    private static void Copy(float[] from, double[] to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = from[i];
        }
    }
}
