using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lkca.Runtime.Data;
using Lkca.Runtime.Data.Images;

namespace Lkca.Runtime.Checkpoints;

/// <summary>What a trained weight file says about the pictures it was trained on: enough to use it on new ones.</summary>
/// <param name="ClassNames">One name per class.</param>
/// <param name="Normalization">Means and deviations of the training.</param>
/// <param name="Resize">What the recipe says of pictures of other sizes.</param>
public sealed record WeightMetadata(IReadOnlyList<string> ClassNames, Normalization Normalization, ResizeRule Resize)
{
    /// <summary>The metadata of a model trained on <paramref name="data"/>: a function of what is handed in, without times or places.</summary>
    public static IReadOnlyDictionary<string, string> Of(ModelInfo model, IImageDataset data, ResizeRule resize = ResizeRule.Cover)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        return new Dictionary<string, string>
        {
            ["model"] = model.Name,
            ["schema"] = model.SchemaHash,
            ["data"] = data.Name,
            ["classes"] = JsonSerializer.Serialize([.. data.ClassNames], MetadataJson.Default.StringArray),
            ["mean"] = JsonSerializer.Serialize([.. data.Normalization.Mean], MetadataJson.Default.DoubleArray),
            ["deviation"] = JsonSerializer.Serialize([.. data.Normalization.Deviation], MetadataJson.Default.DoubleArray),
            ["resize"] = JsonNamingPolicy.CamelCase.ConvertName(resize.ToString()),
        };
    }

    /// <summary>What of a weight file's metadata holds for the same weights in another file: all that <see cref="Read"/> reads.</summary>
    public static IReadOnlyDictionary<string, string> Kept(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.Where(m => m.Key is "data" or "classes" or "mean" or "deviation" or "resize").ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Reads a weight file's metadata; where it says nothing, or nothing that fits <paramref name="model"/>, CIFAR's constants of
    /// the same number of classes stand in.</summary>
    public static WeightMetadata Read(IReadOnlyDictionary<string, string> metadata, ModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(model);
        var fallback = model.Classes == 100 ? CifarFormat.Cifar100 : CifarFormat.Cifar10;
        var names = List(metadata, "classes", MetadataJson.Default.StringArray);
        var (mean, deviation) = (List(metadata, "mean", MetadataJson.Default.DoubleArray), List(metadata, "deviation", MetadataJson.Default.DoubleArray));
        var fits = mean?.Length == model.Channels && deviation?.Length == model.Channels && deviation.All(d => d > 0);
        return new WeightMetadata(
            names?.Length == model.Classes ? names : fallback.Classes == model.Classes ? fallback.DefaultNames
                : [.. Enumerable.Range(0, model.Classes).Select(i => i.ToString(CultureInfo.InvariantCulture))],
            fits ? new Normalization(mean!, deviation!) : fallback.Normalization,
            metadata.TryGetValue("resize", out var resize) && Enum.TryParse<ResizeRule>(resize, ignoreCase: true, out var rule) && Enum.IsDefined(rule) ? rule : ResizeRule.Cover);
    }

    private static T[]? List<T>(IReadOnlyDictionary<string, string> metadata, string key, JsonTypeInfo<T[]> type)
    {
        try
        {
            return metadata.TryGetValue(key, out var text) ? JsonSerializer.Deserialize(text, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
