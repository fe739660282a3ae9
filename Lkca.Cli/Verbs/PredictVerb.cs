using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Lkca.Cli.Arguments;
using Lkca.Cli.Output;
using Lkca.Runtime;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca predict MODEL</c>: the five likeliest classes of every record.</summary>
internal sealed class PredictVerb : Verb
{
    private const int Shown = 5, Batch = 64;

    public override string Name => "predict";

    public override string Summary => "classes with probabilities for the records of CIFAR binary files";

    public override string[] Arguments => ["MODEL", "IMAGE..."];

    public override Option[] Options => [new("weights", "FILE", "safetensors file with the weights", Required: true), .. Option.Session];

    public override int Run(Invocation invocation)
    {
        var handle = invocation.Model();
        var paths = invocation.Arguments.Positional.Skip(1).ToArray();
        var format = handle.Description.Classes == CifarFormat.Cifar100.Classes ? CifarFormat.Cifar100 : CifarFormat.Cifar10;
        using var model = invocation.Open(handle, Batch, training: false);
        var metadata = WeightMetadata.Read(model.Load(invocation.Arguments.Required("weights")), handle.Description);
        var predictions = new List<Prediction>();
        foreach (var path in paths)
        {
            var data = format.ReadFiles([path], path, metadata.ClassNames);
            data.RequireFits(handle.Description);
            predictions.AddRange(Predict(model, data, metadata));
        }

        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, predictions);
            return 0;
        }

        TextTable.Write(invocation.Output, ["file", "record", "label", "predictions"], predictions.Select(p => new[]
        {
            Path.GetFileName(p.file), p.record.ToString(CultureInfo.InvariantCulture), p.label,
            string.Join(", ", p.predictions.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.name} {100 * c.probability:F1} %"))),
        }), 1);
        return 0;
    }

    private static IEnumerable<Prediction> Predict(IVisionModel model, PixelDataset data, WeightMetadata metadata)
    {
        var (size, classes) = (data.ImageSize(), data.Classes());
        var images = new float[Batch * size];
        var pixels = new byte[size];
        var logits = new double[Batch * classes];
        var runner = new ForwardRunner(model, Batch);
        for (var first = 0; first < data.Count; first += Batch)
        {
            var count = Math.Min(Batch, data.Count - first);
            for (var i = 0; i < count; i++)
            {
                data.ReadPixels(first + i, pixels);
                metadata.Normalization.Apply(pixels, images.AsSpan(i * size, size));
            }

            runner.Forward(images.AsSpan(0, count * size), logits.AsSpan(0, count * classes));
            for (var i = 0; i < count; i++)
            {
                var row = logits.AsSpan(i * classes, classes).ToArray();
                var likeliest = Enumerable.Range(0, classes).OrderByDescending(c => row[c]).Take(Shown)
                    .Select(c => new LikelyClass(c, data.ClassNames[c], Math.Exp(Evaluator.LogSoftmax(row, c))));
                yield return new Prediction(data.Name, first + i, data.ClassNames[data.Label(first + i)], [.. likeliest]);
            }
        }
    }

    /// <summary>One record's answer; the names are the keys of the JSON.</summary>
    private sealed record Prediction(string file, int record, string label, LikelyClass[] predictions);

    /// <summary>One class of an answer.</summary>
    private sealed record LikelyClass(int @class, string name, double probability);
}
