using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Lkca.Cli.Output;
using Lkca.Runtime;

namespace Lkca.Cli.Tables;

/// <summary>A row with what was measured: no runs where the zoo has no model or nothing is trained.</summary>
internal sealed record MeasuredRow(PaperRow Row, ModelInfo? Model, IReadOnlyList<TableRun> Runs)
{
    /// <summary>Mean of the best epochs' top-1 over the seeds.</summary>
    public double? Mean => Runs.Count > 0 ? Runs.Average(r => r.BestTop1) : null;

    /// <summary>Sample deviation over the seeds; null for less than two.</summary>
    public double? Deviation => Runs.Count > 1 ? Math.Sqrt(Runs.Sum(r => Math.Pow(r.BestTop1 - Mean!.Value, 2)) / (Runs.Count - 1)) : null;
}

/// <summary>Ours beside the paper's.</summary>
internal static class TableReport
{
    /// <summary>The table as text.</summary>
    public static void Write(TextWriter output, PaperTable table, string kind, IReadOnlyList<MeasuredRow> rows)
    {
        output.WriteLine($"Table {table.Number}: {table.Title}; {kind}");
        TextTable.Write(output, ["row", "model", "parameters", "paper", "MACs", "ptflops 0.7.1", "paper", "top-1", "paper"], rows.Select(r => new[]
        {
            r.Row.Label,
            r.Model?.Name ?? "not in the zoo",
            Number(r.Model?.ParameterCount),
            Or(r.Row.ParametersFor(kind)),
            Number(r.Model?.Macs),
            Number(r.Model?.MacsPtflops071),
            Or(r.Row.Macs),
            r.Mean is { } mean ? Text(mean) + (r.Deviation is { } deviation ? $" ± {Text(deviation)}" : "") : "-",
            r.Row.Top1.TryGetValue(kind, out var published) ? Text(published) : "-",
        }), 2, 3, 4, 5, 6, 7, 8);
        if (rows.FirstOrDefault(r => r.Runs.Count > 0) is { } any)
        {
            output.WriteLine($"top-1 of the best epoch on the test images, as in the paper; {any.Runs.Count} seed{(any.Runs.Count == 1 ? "" : "s, mean ± deviation")}");
        }
    }

    /// <summary>The table as an object for <see cref="JsonOutput"/>.</summary>
    public static object Json(PaperTable table, string kind, string folder, IReadOnlyList<MeasuredRow> rows) => new
    {
        table = table.Number,
        title = table.Title,
        data = kind,
        @out = folder,
        rows = rows.Select(r => new
        {
            row = r.Row.Label,
            model = r.Model?.Name,
            parameters = r.Model?.ParameterCount,
            macs = r.Model?.Macs,
            macsPtflops071 = r.Model?.MacsPtflops071,
            top1 = r.Mean,
            deviation = r.Deviation,
            seeds = r.Runs.Select(s => new { seed = s.Seed, top1 = s.BestTop1, top1Last = s.LastTop1 }),
            paperParameters = r.Row.ParametersFor(kind) is { Length: > 0 } printed ? printed : null,
            paperMacs = r.Row.Macs.Length > 0 ? r.Row.Macs : null,
            paperTop1 = r.Row.Top1.TryGetValue(kind, out var published) ? published : (double?)null,
        }),
    };

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    private static string Or(string text) => text.Length > 0 ? text : "-";

    private static string Text(double percent) => percent.ToString("F2", CultureInfo.InvariantCulture);
}
