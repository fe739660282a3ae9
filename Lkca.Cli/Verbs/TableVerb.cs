using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Lkca.Cli.Arguments;
using Lkca.Cli.Catalog;
using Lkca.Cli.Output;
using Lkca.Cli.Tables;
using Lkca.Runtime.Data;
using Lkca.Runtime.Reporting;
using Lkca.Runtime.Training;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca table N</c>: trains the rows of a table of the paper and lays the results beside the published ones.</summary>
internal sealed class TableVerb : Verb
{
    private const string Synthetic = "synthetic", SmallSet = "synthetic:train=500,test=500";

    /// <summary>Epochs of the demonstration: enough steps for both models to leave the plateau at which training begins (docs/common-tasks.md).</summary>
    private const int SmallEpochs = 80;

    private static readonly string[] SmallRows = ["Vit05M", "Lkca05M"];

    public override string Name => "table";

    public override string Summary => "runs a table of the paper, resumable row by row, and prints ours beside the paper's; N: "
        + string.Join("; ", PaperTables.All.Select(t => $"{t.Number} {t.Title}"));

    public override string[] Arguments => ["N"];

    public override Option[] Options =>
    [
        new("data", "SPEC", $"the images: {DataSpec.Known}; synthetic alone is a demonstration with {SmallSet[10..]} and the smallest two rows", Required: true),
        new("seeds", "N", "runs per row, with the seeds 0, 1, ... (default 1)"),
        new("epochs", "N", $"passes over the training images (default: the recipe's; {SmallEpochs} for synthetic)"),
        new("rows", "MODEL,...", "only these rows"),
        new("out", "DIR", "folder of the runs (default: runs/table-N-DATA); a finished row in it is not run again"),
        new("recipe", "NAME|FILE", "recipe to start from (default: the paper's for the data set, where there is one)"),
        new("set", "KEY=VALUE", "replace one value of the recipe (may be repeated)"),
        new("batch", "N", "images per step (default: the recipe's)"),
        new("workers", "N", "threads that load and augment images (results do not depend on it)"),
        .. Option.Session,
    ];

    public override int Run(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var table = PaperTables.All.FirstOrDefault(t => t.Number.ToString(CultureInfo.InvariantCulture) == arguments.Positional[0])
            ?? throw new UsageException($"there is no table \"{arguments.Positional[0]}\": "
                + string.Join("; ", PaperTables.All.Select(t => $"{t.Number} {t.Title}")));
        var text = arguments.Required("data");
        var kind = text.Split(':')[0];
        var suffix = kind == Synthetic ? "" : PaperTables.Data.FirstOrDefault(d => d.Kind == kind && table.Data.Contains(kind))?.Suffix
            ?? throw new UsageException($"--data {text}: table {table.Number} has figures for {string.Join(", ", table.Data)}, and synthetic is there to try it");
        var rows = Rows(table, suffix, kind, arguments, invocation.Catalog);
        var folder = arguments.Text("out") ?? Path.Combine("runs", $"table-{table.Number}-{kind}");
        var finished = true;
        if (table.Trains)
        {
            rows = Train(invocation, text == Synthetic ? SmallSet : text, kind, folder, rows, out finished);
        }

        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, TableReport.Json(table, kind, folder, rows));
        }
        else
        {
            TableReport.Write(invocation.Output, table, kind, rows);
        }

        if (!finished)
        {
            invocation.Error.WriteLine("lkca: stopped and saved; the same command goes on from there");
        }

        return finished ? 0 : 1;
    }

    private static List<MeasuredRow> Rows(PaperTable table, string suffix, string kind, ParsedArguments arguments, ModelCatalog catalog)
    {
        string[]? wanted = arguments.Text("rows")?.Split(',') ?? (kind == Synthetic && table.Trains ? SmallRows : null);
        var records = table.Rows.Where(r => r.Record != null).Select(r => r.Record! + suffix).ToArray();
        if (arguments.Has("rows") && wanted!.FirstOrDefault(w => !records.Contains(w)) is { } unknown)
        {
            throw new UsageException($"--rows {unknown}: table {table.Number} has no such row for this data{Suggestion.For(unknown, records)}");
        }

        var rows = table.Rows.Where(r => wanted == null || wanted.Contains(r.Record + suffix)).ToList();
        if (rows.Count == 0)
        {
            // The demonstration of a table without the smallest pair: its first two models.
            rows = [.. table.Rows.Where(r => r.Record != null && !r.Record.EndsWith('L')).Take(2)];
        }

        return [.. rows.Select(r => new MeasuredRow(r, r.Record == null ? null : catalog.Find(r.Record + suffix).Description, []))];
    }

    private static List<MeasuredRow> Train(Invocation invocation, string data, string kind, string folder, List<MeasuredRow> rows, out bool finished)
    {
        var arguments = invocation.Arguments;
        var (seeds, workers) = (arguments.Integer("seeds", 1, 1, 1000), TrainVerb.WorkersOf(arguments));
        var recipe = RecipeOf(arguments, kind);
        var spec = DataSpec.Parse(data);
        var (train, test) = (spec.Train(recipe.Resize), spec.Test(recipe.Resize));
        using var stop = new StopSignals(invocation.Error);
        var done = new List<MeasuredRow>();
        foreach (var row in rows)
        {
            var runs = new List<TableRun>();
            for (var seed = 0; row.Model != null && seed < seeds && !stop.Token.IsCancellationRequested; seed++)
            {
                var handle = invocation.Catalog.Find(row.Model.Name);
                var place = Path.Combine(folder, $"{row.Model.Name}-seed{seed}");
                var own = recipe with { Seed = (ulong)seed };
                if (TableRun.Find(place, row.Model.Name, own, spec.Text) is { } old)
                {
                    runs.Add(old);
                    continue;
                }

                invocation.Error.WriteLine($"row {done.Count + 1}/{rows.Count} {row.Row.Label}, seed {seed}: {place}");
                using var model = invocation.Open(handle, own.Batch, training: true, own.Seed);
                var info = TrainVerb.RunOf(handle, spec, train, test);
                var result = TrainingProgress.Show(invocation.Error, own.Epochs, observer => new Trainer(model, train, test, own,
                    new TrainerOptions { Directory = place, Resume = true, Keep = 2, Workers = workers }, new RunRecorder(model, test, info, place, observer)).Run(stop.Token));
                if (result.Finished)
                {
                    runs.Add(TableRun.Finish(place, row.Model.Name, own, spec.Text));
                }
            }

            done.Add(row with { Runs = runs });
        }

        finished = done.TrueForAll(r => r.Model == null || r.Runs.Count == seeds);
        return done;
    }

    private static TrainingRecipe RecipeOf(ParsedArguments arguments, string kind)
    {
        var name = arguments.Text("recipe");
        var recipe = name != null ? TrainVerb.Named(name)
            : TrainingRecipe.Presets.GetValueOrDefault($"paper-{kind}") ?? TrainingRecipe.Presets["default"] with { Epochs = SmallEpochs };
        recipe = TrainVerb.Assigned(recipe, arguments);
        return (recipe with { Epochs = arguments.Integer("epochs", recipe.Epochs, 1, 1_000_000), Batch = arguments.Integer("batch", recipe.Batch, 1, 65536) }).Checked();
    }
}
