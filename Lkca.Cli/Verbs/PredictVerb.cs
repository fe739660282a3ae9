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
using Lkca.Runtime.Data.Images;
using Lkca.Runtime.Training;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca predict MODEL</c>: the five likeliest classes of every picture, or of every record of a CIFAR binary file (.bin).</summary>
internal sealed class PredictVerb : Verb
{
    private const int Shown = 5, Batch = 64;

    public override string Name => "predict";

    public override string Summary => "classes with probabilities for JPEG and PNG files, or the records of CIFAR binary files";

    public override string[] Arguments => ["MODEL", "IMAGE..."];

    public override Option[] Options => [new("weights", "FILE", "safetensors file with the weights", Required: true), .. Option.Session];

    public override int Run(Invocation invocation)
    {
        var info = invocation.Model().Description;
        using var model = invocation.Open(invocation.Model(), Batch, training: false);
        var metadata = WeightMetadata.Read(model.Load(invocation.Arguments.Required("weights")), info);
        var (predictions, bad) = (new List<Prediction>(), 0);
        foreach (var path in invocation.Arguments.Positional.Skip(1))
        {
            try
            {
                var isRecords = IsRecords(path);
                var data = isRecords ? Records(path, info, metadata) : Picture(path, info, metadata);
                predictions.AddRange(Predict(model, data, metadata, isRecords));
            }
            catch (InvalidInputException e)
            {
                // The other files are still asked for.
                invocation.Error.WriteLine($"lkca: {e.Message}");
                bad++;
            }
        }

        Show(invocation, predictions);
        return bad == 0 ? 0 : 2;
    }

    private static void Show(Invocation invocation, List<Prediction> predictions)
    {
        if (predictions.Count == 0)
        {
            return;
        }

        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, predictions);
            return;
        }

        TextTable.Write(invocation.Output, ["file", "record", "label", "predictions"], predictions.Select(p => new[]
        {
            Path.GetFileName(p.file), p.record?.ToString(CultureInfo.InvariantCulture) ?? "", p.label ?? "",
            string.Join(", ", p.predictions.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.name} {100 * c.probability:F1} %"))),
        }), 1);
    }

    /// <summary>The content decides: no record of CIFAR begins as a JPEG or PNG file does, because its first byte is a label.</summary>
    private static bool IsRecords(string path)
    {
        if (!path.EndsWith(".bin", StringComparison.OrdinalIgnoreCase) || !File.Exists(path))
        {
            return false;
        }

        using var file = File.OpenRead(path);
        return file.ReadByte() is not (0x89 or 0xFF);
    }

    private static PixelDataset Records(string path, ModelInfo info, WeightMetadata metadata)
    {
        var format = info.Classes == CifarFormat.Cifar100.Classes ? CifarFormat.Cifar100 : CifarFormat.Cifar10;
        var data = format.ReadFiles([path], path, metadata.ClassNames);
        data.RequireFits(info);
        return data;
    }

    /// <summary>A picture brought to the model's size as the recipe of its weights says.</summary>
    private static PixelDataset Picture(string path, ModelInfo info, WeightMetadata metadata)
    {
        const int Colours = 3;
        var picture = ImageFile.Read(path);
        return info.Channels != Colours
            ? throw InvalidInputException.In(path, $"pictures have {Colours} colours; {info.Name} takes {info.Channels} channels")
            : new PixelDataset(path, (Colours, info.Height, info.Width), metadata.ClassNames, metadata.Normalization, [0], picture.FitTo(info.Height, info.Width, metadata.Resize).Pixels);
    }

    private static IEnumerable<Prediction> Predict(IVisionModel model, PixelDataset data, WeightMetadata metadata, bool isRecords)
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
                yield return new Prediction(data.Name, isRecords ? first + i : null, isRecords ? data.ClassNames[data.Label(first + i)] : null, [.. likeliest]);
            }
        }
    }

    /// <summary>One answer; record and label are those of a CIFAR file. The names are the keys of the JSON.</summary>
    private sealed record Prediction(string file, int? record, string? label, LikelyClass[] predictions);

    /// <summary>One class of an answer.</summary>
    private sealed record LikelyClass(int @class, string name, double probability);
}
