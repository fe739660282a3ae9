using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lkca.Runtime.Data;

namespace Lkca.Runtime.Training;

/// <summary>The record of a run: everything that decides its result beside the model and the data. The defaults are the paper's but for
/// fewer epochs and a smaller batch, so that sets of a few thousand pictures are learned in minutes; Mixup, CutMix and the other
/// augmentations are left out.</summary>
public sealed record TrainingRecipe
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The recipes that have a name.</summary>
    public static IReadOnlyDictionary<string, TrainingRecipe> Presets { get; } = new Dictionary<string, TrainingRecipe>(StringComparer.Ordinal)
    {
        ["default"] = new(),
    };

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Images per step; a last batch that is not full is left out.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Learning rate after warm-up.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Learning rate of the first and of the last step.</summary>
    public double MinLearningRate { get; init; } = 1e-6;

    /// <summary>Epochs of linear warm-up; null takes a tenth of <see cref="Epochs"/>.</summary>
    public double? WarmupEpochs { get; init; }

    /// <summary>AdamW's decoupled weight decay, on every parameter.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Label smoothing of the training loss.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Probability that a branch is dropped for an image (stochastic depth).</summary>
    public double DropPath { get; init; } = 0.1;

    /// <summary>Half of the images are mirrored, left and right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Pixels of black border from which a crop of the image's size is taken; 0 switches cropping off.</summary>
    public int CropPadding { get; init; } = 4;

    /// <summary>Seed of the initial weights and of every draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>The recipe as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads <see cref="ToJson"/>'s text; <paramref name="where"/> is named in errors.</summary>
    /// <exception cref="InvalidInputException">Not JSON, an unknown key, or a value out of range.</exception>
    public static TrainingRecipe FromJson(string json, string where)
    {
        try
        {
            var recipe = JsonSerializer.Deserialize<TrainingRecipe>(json, Json) ?? throw InvalidInputException.In(where, "the recipe is null");
            return recipe.Checked(where);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{where}: not a training recipe ({e.Path ?? "$"} cannot be read); expected keys are {string.Join(", ", Keys())}", e);
        }
    }

    /// <summary>This recipe, after a check of every value.</summary>
    /// <exception cref="InvalidInputException">A value is out of range; the message says which values are not.</exception>
    public TrainingRecipe Checked(string where = "recipe")
    {
        Check(Epochs is >= 1 and <= 1_000_000, "epochs", Epochs, "1 to 1000000");
        Check(Batch is >= 1 and <= 65536, "batch", Batch, "1 to 65536");
        Check(LearningRate > 0 && double.IsFinite(LearningRate), "learningRate", LearningRate, "above 0");
        Check(MinLearningRate >= 0 && MinLearningRate <= LearningRate, "minLearningRate", MinLearningRate, "0 to learningRate");
        Check(WarmupEpochs is not { } warmup || (warmup >= 0 && warmup < Epochs), "warmupEpochs", WarmupEpochs ?? 0, $"from 0 to below {Epochs} epochs");
        Check(WeightDecay >= 0 && double.IsFinite(WeightDecay), "weightDecay", WeightDecay, "0 or more");
        Check(LabelSmoothing is >= 0 and < 1, "labelSmoothing", LabelSmoothing, "from 0 to below 1");
        Check(DropPath is >= 0 and < 1, "dropPath", DropPath, "from 0 to below 1");
        Check(CropPadding is >= 0 and <= 64, "cropPadding", CropPadding, "0 to 64");
        return this;

        void Check(bool right, string name, IFormattable value, string expected)
        {
            if (!right)
            {
                throw InvalidInputException.In(where, $"{name} is "
                    + $"{value.ToString(null, System.Globalization.CultureInfo.InvariantCulture)}; {expected} is expected");
            }
        }
    }

    /// <summary>What differs between two recipes, for example "batch 64 instead of 128"; empty when they are equal.</summary>
    public IEnumerable<string> DifferencesFrom(TrainingRecipe other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using var mine = JsonDocument.Parse(ToJson());
        using var theirs = JsonDocument.Parse(other.ToJson());
        return mine.RootElement.EnumerateObject()
            .Where(p => p.Value.GetRawText() != theirs.RootElement.GetProperty(p.Name).GetRawText())
            .Select(p => $"{p.Name} {p.Value.GetRawText()} instead of {theirs.RootElement.GetProperty(p.Name).GetRawText()}").ToArray();
    }

    private static string[] Keys()
    {
        using var json = JsonDocument.Parse(new TrainingRecipe().ToJson());
        return json.RootElement.EnumerateObject().Select(p => p.Name).ToArray();
    }
}
