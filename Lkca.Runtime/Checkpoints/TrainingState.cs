using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training;

namespace Lkca.Runtime.Checkpoints;

/// <summary>All that a run needs to go on as if it had never stopped, in one safetensors file: the weights under their own names, both moments of AdamW
/// behind prefixes, the rest as metadata. Every random draw is a function of the recipe's seed and the position, so no generator state is kept.</summary>
public sealed record TrainingState
{
    private const string Kind = "lkca training state 1";
    private const string FirstMoment = "adamw.exp_avg.", SecondMoment = "adamw.exp_avg_sq.", AveragePrefix = "average.";

    /// <summary>Steps taken since the beginning: the position in the epoch follows from it.</summary>
    public required long Step { get; init; }

    /// <summary>Sum of the losses of the steps that this epoch has taken so far.</summary>
    public required double LossSum { get; init; }

    /// <summary>Sum of the gradient's norms over the same steps; NaN where one of them did not measure it.</summary>
    public double GradientNormSum { get; init; } = double.NaN;

    /// <summary>The recipe that the run follows.</summary>
    public required TrainingRecipe Recipe { get; init; }

    /// <summary>Fingerprint of the training images and labels.</summary>
    public required string Data { get; init; }

    /// <summary>The moving average of the weights, where the recipe keeps one.</summary>
    public WeightAverage? Average { get; init; }

    /// <summary>True when an open file is a training state.</summary>
    public static bool IsState(SafetensorsReader file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Metadata.GetValueOrDefault("kind") == Kind;
    }

    /// <summary>True for the names that a training state holds beside the weights.</summary>
    public static bool IsMoment(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(FirstMoment, StringComparison.Ordinal) || name.StartsWith(SecondMoment, StringComparison.Ordinal)
            || name.StartsWith(AveragePrefix, StringComparison.Ordinal);
    }

    /// <summary>Writes weights and moments of <paramref name="model"/> and this position to <paramref name="path"/>, atomically and with a checksum.</summary>
    public void Save(IVisionModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Download();
        var tensors = WeightFiles.Tensors(model.Weights)
            .Concat(WeightFiles.Tensors(model.FirstMoments, FirstMoment))
            .Concat(WeightFiles.Tensors(model.SecondMoments, SecondMoment))
            .Concat(Average is null ? [] : WeightFiles.Tensors(Average, AveragePrefix));
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string>
        {
            ["kind"] = Kind,
            ["model"] = model.Info.Name,
            ["schema"] = model.Info.SchemaHash,
            ["precision"] = model.Info.Precision,
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["optimizer_step"] = model.StepCount.ToString(CultureInfo.InvariantCulture),
            ["loss_sum"] = LossSum.ToString("R", CultureInfo.InvariantCulture),
            ["gradient_norm_sum"] = GradientNormSum.ToString("R", CultureInfo.InvariantCulture),
            ["recipe"] = Recipe.ToJson(),
            ["data"] = Data,
        }, seal: true);
    }

    /// <summary>Checks that a file is a whole training state, as it was written, whatever model it belongs to.</summary>
    /// <exception cref="InvalidInputException">It is not; the message says why.</exception>
    public static void RequireIntact(string path)
    {
        using var file = SafetensorsReader.Open(path);
        if (!file.CheckSeal() || !IsState(file))
        {
            throw InvalidInputException.In(path, "not a training state as a run writes it");
        }
    }

    /// <summary>Reads a state into <paramref name="model"/>.</summary>
    /// <exception cref="InvalidInputException">The file is damaged, is no training state, or belongs to another model.</exception>
    public static TrainingState Load(IVisionModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = SafetensorsReader.Open(path);
        if (!IsState(file))
        {
            throw InvalidInputException.In(path, "not a training state; a file of the folder checkpoints of a run is expected");
        }

        Expect(file, "schema", model.Info.SchemaHash, $"the parameters of {model.Info.Name}");
        Expect(file, "precision", model.Info.Precision, $"the precision of {model.Info.Name}");
        var state = new TrainingState
        {
            Step = Number(file, "step"),
            LossSum = double.TryParse(Text(file, "loss_sum"), NumberStyles.Float, CultureInfo.InvariantCulture, out var sum)
                ? sum : throw InvalidInputException.In(path, "the metadata loss_sum is not a number"),
            GradientNormSum = double.TryParse(file.Metadata.GetValueOrDefault("gradient_norm_sum"), NumberStyles.Float, CultureInfo.InvariantCulture, out var norms) ? norms : double.NaN,
            Recipe = TrainingRecipe.FromJson(Text(file, "recipe"), path),
            Data = Text(file, "data"),
        };
        var optimizerStep = Number(file, "optimizer_step");
        var average = state.Recipe.AverageDecay > 0;
        WeightFiles.Require(model, file, _ => false, [FirstMoment, SecondMoment, .. average ? [AveragePrefix] : Array.Empty<string>()]);
        WeightFiles.Read(file, model.Weights);
        WeightFiles.Read(file, model.FirstMoments, FirstMoment);
        WeightFiles.Read(file, model.SecondMoments, SecondMoment);
        model.StepCount = optimizerStep;
        model.Upload();
        if (!average)
        {
            return state;
        }

        state = state with { Average = new WeightAverage(model) };
        WeightFiles.Read(file, state.Average, AveragePrefix);
        return state;
    }

    private static void Expect(SafetensorsReader file, string key, string expected, string what)
    {
        var actual = Text(file, key);
        if (actual != expected)
        {
            throw InvalidInputException.In(file.Path, $"the state of a model {Text(file, "model")} with {key} {actual}; {what} have {key} {expected}. "
                + "Resume it with the model as it was, or train in another folder; nothing was changed");
        }
    }

    private static string Text(SafetensorsReader file, string key) =>
        file.Metadata.GetValueOrDefault(key) ?? throw InvalidInputException.In(file.Path, $"the training state lacks the metadata {key}");

    private static long Number(SafetensorsReader file, string key) =>
        long.TryParse(Text(file, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : throw InvalidInputException.In(file.Path, $"the metadata {key} is not a whole number");
}
