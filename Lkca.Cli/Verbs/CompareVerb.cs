using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lkca.Cli.Output;
using Lkca.Cli.Reports;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca compare DIR DIR...</c>: runs side by side.</summary>
internal sealed class CompareVerb : Verb
{
    public override string Name => "compare";

    public override string Summary => "runs side by side: accuracy, loss, size, speed, and what their recipes differ in";

    public override string[] Arguments => ["DIR", "DIR..."];

    public override int Run(Invocation invocation)
    {
        var runs = invocation.Arguments.Positional.Select(RunFolder.Read).ToArray();
        var differences = Differences(runs);
        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, new
            {
                runs = runs.Select(run => new
                {
                    directory = run.Path,
                    model = run.Info?.Model,
                    data = run.Info?.Data,
                    parameters = run.Info?.Parameters,
                    macs = run.Info?.Macs,
                    epochs = run.Metrics.Count,
                    top1 = run.Last?.Top1,
                    top5 = run.Last?.Top5,
                    best_top1 = run.Best?.Top1,
                    best_epoch = run.Best?.Epoch,
                    loss = run.Last?.Loss,
                    test_loss = run.Last?.TestLoss,
                    images_per_second = run.ImagesPerSecond,
                }),
                recipe_differences = differences.ToDictionary(d => d.Key, d => d.Values),
            });
            return 0;
        }

        var names = runs.Select(run => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Path)))).ToArray();
        var heading = names.Distinct().Count() == names.Length ? names : [.. runs.Select(run => run.Path)];
        TextTable.Write(invocation.Output, ["", .. heading],
        [
            Row("model", runs, run => run.Info?.Model),
            Row("data", runs, run => run.Info?.Data),
            Row("parameters", runs, run => run.Info is { } info ? Count(info.Parameters) : null),
            Row("MACs", runs, run => run.Info is { } info ? Count(info.Macs) : null),
            Row("epochs done", runs, run => run.Epochs is { } epochs ? $"{run.Metrics.Count} of {epochs}" : Number(run.Metrics.Count)),
            Row("top-1 %", runs, run => run.Last is { } last ? Number(last.Top1, "0.00") : null),
            Row("best top-1 %", runs, run => run.Best is { } best ? $"{Number(best.Top1, "0.00")} in {best.Epoch}" : null),
            Row("top-5 %", runs, run => run.Last is { } last ? Number(last.Top5, "0.00") : null),
            Row("test loss", runs, run => run.Last is { } last ? Number(last.TestLoss, "0.0000") : null),
            Row("training loss", runs, run => run.Last is { } last ? Number(last.Loss, "0.0000") : null),
            Row("images/s", runs, run => run.ImagesPerSecond is { } rate ? Number(rate, "0") : null),
            .. differences.Select(d => (string[])[$"recipe: {d.Key}", .. d.Values.Select(v => v ?? "-")]),
        ], [.. Enumerable.Range(1, runs.Length)]);
        return 0;
    }

    private static string[] Row(string name, RunFolder[] runs, Func<RunFolder, string?> value) => [name, .. runs.Select(run => value(run) ?? "-")];

    /// <summary>The keys of the recipes whose values are not all alike, in the order of the first recipe.</summary>
    private static List<(string Key, string?[] Values)> Differences(RunFolder[] runs) =>
        [.. runs.SelectMany(run => run.Recipe.Select(r => r.Key)).Distinct()
            .Select(key => (key, runs.Select(run => (string?)run.Recipe.FirstOrDefault(r => r.Key == key).Value).ToArray()))
            .Where(d => d.Item2.Distinct().Count() > 1)];
}
