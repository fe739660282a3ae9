using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;
using Lkca.Runtime.Reporting;
using Lkca.Runtime.Training;

namespace Lkca.Cli.Tables;

/// <summary>One finished training of a row: what <c>row.json</c> in its folder keeps, so that it is not run again.</summary>
/// <param name="Model">The record.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Recipe">The recipe as one line of JSON.</param>
/// <param name="Data">The data specification.</param>
/// <param name="BestTop1">Top-1 of the best epoch, which the paper reports.</param>
/// <param name="LastTop1">Top-1 of the last epoch.</param>
internal sealed record TableRun(string Model, ulong Seed, string Recipe, string Data, double BestTop1, double LastTop1)
{
    private const string Name = "row.json";

    /// <summary>The finished run of a folder; null where it is not finished.</summary>
    /// <exception cref="InvalidInputException">It is finished, and was another run; or the file is damaged.</exception>
    public static TableRun? Find(string folder, string model, TrainingRecipe recipe, string data)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return null;
        }

        TableRun run;
        try
        {
            run = JsonSerializer.Deserialize<TableRun>(File.ReadAllText(path)) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path}: not the result of a row; delete the file, and the row's folder is looked at again", e);
        }

        string[] differences = [.. recipe.DifferencesFrom(TrainingRecipe.FromJson(run.Recipe, path)),
            .. DataSpec.Parse(run.Data).Text == data ? [] : new[] { $"data {data} instead of {run.Data}" }, .. run.Model == model ? [] : new[] { $"model {model} instead of {run.Model}" }];
        return differences.Length == 0 ? run : throw InvalidInputException.In(folder,
            $"this row was run differently: {string.Join(", ", differences)}; repeat it with the same values or choose another --out");
    }

    /// <summary>Writes the result of a run that has just ended into its folder.</summary>
    public static TableRun Finish(string folder, string model, TrainingRecipe recipe, string data)
    {
        IReadOnlyList<EpochMetrics> metrics = MetricsFile.Read(Path.Combine(folder, "metrics.jsonl"));
        var run = new TableRun(model, recipe.Seed, recipe.ToJson(), data, metrics.Max(m => m.Top1), metrics[^1].Top1);
        AtomicFile.Write(Path.Combine(folder, Name), stream => JsonSerializer.Serialize(stream, run));
        return run;
    }
}
