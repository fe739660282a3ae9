using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Lkca.Runtime.Data;
using Lkca.Runtime.Data.Images;
using Lkca.Runtime.Reporting;
using Lkca.Runtime.Training;

namespace Lkca.Cli.Reports;

/// <summary>What a run's folder says without its model and its data.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Info">run.json; null in folders of versions that did not write it.</param>
/// <param name="Recipe">recipe.json's keys and values as they stand there.</param>
/// <param name="Metrics">Finished epochs.</param>
internal sealed record RunFolder(string Path, RunInfo? Info, IReadOnlyList<(string Key, string Value)> Recipe, IReadOnlyList<EpochMetrics> Metrics)
{
    /// <summary>The last epoch, or null.</summary>
    public EpochMetrics? Last => Metrics.Count > 0 ? Metrics[^1] : null;

    /// <summary>The first epoch with the highest top-1, or null.</summary>
    public EpochMetrics? Best => Metrics.MaxBy(m => m.Top1);

    /// <summary>The median of the epochs' images per second; null where no epoch is finished.</summary>
    public double? ImagesPerSecond => Metrics.Count > 0 ? Metrics.Select(m => m.ImagesPerSecond).Order().ElementAt(Metrics.Count / 2) : null;

    /// <summary>The epochs that the recipe asks for; null where it does not say.</summary>
    public int? Epochs => Recipe.FirstOrDefault(r => r.Key == "epochs").Value is { } text && int.TryParse(text, out var epochs) ? epochs : null;

    /// <summary>What the recipe does with pictures of other sizes.</summary>
    public ResizeRule Resize => Enum.TryParse<ResizeRule>(Recipe.FirstOrDefault(r => r.Key == "resize").Value, ignoreCase: true, out var rule) ? rule : ResizeRule.Cover;

    /// <summary>Reads a folder.</summary>
    /// <exception cref="InvalidInputException">It is not there, holds no run, or a file in it cannot be read.</exception>
    public static RunFolder Read(string directory)
    {
        var (recipe, metrics) = (System.IO.Path.Combine(directory, "recipe.json"), System.IO.Path.Combine(directory, "metrics.jsonl"));
        return !Directory.Exists(directory) ? throw InvalidInputException.In(directory, "there is no such folder; the folder of a run (train --out) is expected")
            : !File.Exists(recipe) && !File.Exists(metrics) ? throw InvalidInputException.In(directory,
                "neither recipe.json nor metrics.jsonl is there; the folder of a run (train --out) is expected")
            : new RunFolder(directory, RunInfo.Read(directory), File.Exists(recipe) ? ReadRecipe(recipe) : [], MetricsFile.Read(metrics));
    }

    private static (string, string)[] ReadRecipe(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            return [.. json.RootElement.EnumerateObject().Select(p => (p.Name, p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText()))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException($"{path}: not the JSON of a recipe", e);
        }
    }
}
