using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training.Augmentations;

namespace Lkca.Runtime.Training;

/// <summary>The record of a run: everything that decides its result beside the model and the data. The defaults are the paper's but for fewer epochs, a smaller batch and
/// the lighter augmentation, so that sets of a few thousand pictures are learned in minutes; <see cref="RecipePresets"/> has the paper's. docs/recipe.md explains each item.</summary>
public sealed partial record TrainingRecipe
{
    /// <summary>The recipes that have a name.</summary>
    public static IReadOnlyDictionary<string, TrainingRecipe> Presets => RecipePresets.All;

    /// <summary>The recipe as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecipeJson.Compiled.TrainingRecipe);

    /// <summary>Reads <see cref="ToJson"/>'s text; <paramref name="where"/> is named in errors.</summary>
    /// <exception cref="InvalidInputException">Not JSON, an unknown key, or a value out of range.</exception>
    public static TrainingRecipe FromJson(string json, string where)
    {
        try
        {
            var recipe = JsonSerializer.Deserialize(RecipeJson.WithDefaults(json), RecipeJson.Compiled.TrainingRecipe) ?? throw InvalidInputException.In(where, "the recipe is null");
            return recipe.Checked(where);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{where}: not a training recipe ({e.Path ?? "$"} cannot be read); expected keys are {string.Join(", ", Keys())}", e);
        }
    }

    /// <summary>This recipe with one value replaced, as <c>--set key=value</c> states it.</summary>
    /// <exception cref="InvalidInputException">No such key, or a value that the key cannot take.</exception>
    public TrainingRecipe With(string key, string value)
    {
        var json = JsonNode.Parse(ToJson())!.AsObject();
        if (!json.ContainsKey(key))
        {
            throw new InvalidInputException($"recipe: no value is named {InvalidInputException.Quote(key)}; the names are {string.Join(", ", Keys())}");
        }

        JsonNode? node;
        try
        {
            node = JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            node = JsonValue.Create(value);
        }

        json[key] = node;
        try
        {
            return json.Deserialize(RecipeJson.Compiled.TrainingRecipe)!;
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"recipe: {key} cannot be {InvalidInputException.Quote(value)}; it is {JsonNode.Parse(ToJson())![key]?.ToJsonString() ?? "null"} now"
                + (Choices(key) is { } choices ? $" and can be {choices}" : ""), e);
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
        Check(PassesPerEpoch is >= 1 and <= 1000, "passesPerEpoch", PassesPerEpoch, "1 to 1000");
        Check(Accumulate is >= 1 and <= 65536, "accumulate", Accumulate, "1 to 65536");
        Check(Momentum is >= 0 and < 1, "momentum", Momentum, "from 0 to below 1");
        Check(Beta1 is >= 0 and < 1, "beta1", Beta1, "from 0 to below 1");
        Check(Beta2 is >= 0 and < 1, "beta2", Beta2, "from 0 to below 1");
        Check(MaxGradientNorm >= 0 && double.IsFinite(MaxGradientNorm), "maxGradientNorm", MaxGradientNorm, "0 (off) or more");
        Check(RandAugmentOperations is >= 0 and <= 30, "randAugmentOperations", RandAugmentOperations, "0 to 30");
        Check(RandAugmentMagnitude is >= 0 and <= 30, "randAugmentMagnitude", RandAugmentMagnitude, "0 to 30");
        Check(CutMixProbability is >= 0 and <= 1, "cutMixProbability", CutMixProbability, "0 to 1");
        Check(MixupProbability >= 0 && MixupProbability + CutMixProbability <= 1, "mixupProbability", MixupProbability, "0 to 1 − cutMixProbability");
        Check(CutMixAlpha is > 0 and <= 1000, "cutMixAlpha", CutMixAlpha, "above 0, at most 1000");
        Check(MixupAlpha is > 0 and <= 1000, "mixupAlpha", MixupAlpha, "above 0, at most 1000");
        Check(ErasingProbability is >= 0 and <= 1, "erasingProbability", ErasingProbability, "0 to 1");
        Check(ErasingMinArea > 0 && ErasingMinArea <= ErasingMaxArea, "erasingMinArea", ErasingMinArea, "above 0, at most erasingMaxArea");
        Check(ErasingMaxArea <= 1, "erasingMaxArea", ErasingMaxArea, "at most 1");
        Check(ErasingMinAspect is > 0 and <= 1, "erasingMinAspect", ErasingMinAspect, "above 0, at most 1");
        Check(AverageDecay is >= 0 and < 1, "averageDecay", AverageDecay, "from 0 (off) to below 1");
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

    private static string? Choices(string key) => typeof(TrainingRecipe).GetProperties()
        .FirstOrDefault(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == key)?.PropertyType is { IsEnum: true } type
            ? string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)) : null;

    private static string[] Keys()
    {
        using var json = JsonDocument.Parse(new TrainingRecipe().ToJson());
        return json.RootElement.EnumerateObject().Select(p => p.Name).ToArray();
    }
}
