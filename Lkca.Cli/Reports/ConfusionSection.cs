using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;
using Lkca.Runtime.Inspection;
using Lkca.Runtime.Reporting;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Reports;

/// <summary>How often a true class (row) was predicted as a class (column).</summary>
internal static class ConfusionSection
{
    private const int MostInTable = 20, MostPairs = 15;

    public static XElement? Of(Inspection seen)
    {
        if (seen.Outcomes is not { } outcomes)
        {
            return null;
        }

        var names = seen.Data!.ClassNames;
        var counts = new Matrix(names.Count, names.Count);
        foreach (var outcome in outcomes)
        {
            counts[outcome.Label][outcome.Predicted]++;
        }

        var right = outcomes.Count(o => o.Label == o.Predicted);
        var text = $"{Count(right)} of {Count(outcomes.Count)} test images ({Number(100.0 * right / outcomes.Count, "0.00")} %) are recognised by the weights that this report reads.";
        var pairs = Pairs(counts, names);
        return ReportPage.Section("confusion", "Confusion matrix", El("p", text),
            El("p", At("class", "note"), "Rows: true class. Columns: predicted class, by number. The shade is the share of the row."),
            names.Count <= MostInTable ? InTable(counts, names) : InPicture(counts),
            pairs.Length == 0 ? El("p", "No class was taken for another.")
                : Folded("Most frequent confusions", Table("Most frequent confusions", ["true", "predicted", "images"], pairs)));
    }

    private static XElement InTable(Matrix counts, IReadOnlyList<string> names) => El("div", At("class", "scroll"), At("tabindex", "0"), At("role", "region"),
        At("aria-label", "Confusion matrix"),
        El("table", At("class", "confusion"),
            El("thead", El("tr", El("th", At("scope", "col"), "true class"),
                names.Select((name, c) => El("th", At("scope", "col"), El("abbr", At("title", name), Number(c)))), El("th", At("scope", "col"), "right"))),
            El("tbody", names.Select((name, row) =>
            {
                var total = counts[row].ToArray().Sum();
                return El("tr", El("th", At("scope", "row"), $"{row} {name}"),
                    names.Select((_, column) => Cell(counts[row][column], total, row == column)),
                    El("td", total > 0 ? $"{Number(100 * counts[row][row] / total, "0.0")} %" : "none"));
            }))));

    private static XElement Cell(double count, double total, bool diagonal)
    {
        var share = total > 0 ? count / total : 0;
        return El("td", At("class", (diagonal ? "cell right" : "cell wrong") + (share > 0.55 ? " full" : count == 0 ? " none" : "")),
            At("style", $"--share:{(100 * share).ToString("0.#", CultureInfo.InvariantCulture)}%"), Number(count));
    }

    private static XElement InPicture(Matrix counts)
    {
        var shares = new Matrix(counts.Rows, counts.Columns);
        for (var row = 0; row < counts.Rows; row++)
        {
            var total = counts[row].ToArray().Sum();
            for (var column = 0; column < counts.Columns && total > 0; column++)
            {
                shares[row][column] = counts[row][column] / total;
            }
        }

        return Figure(Picture(HeatMap.Sequential(shares, 1).Image, $"Confusion matrix of {counts.Rows} classes as a heat map: rows are true classes, columns predicted ones, the "
            + "diagonal is what was recognised. The most frequent confusions stand in the table below.", "matrix"),
            "Dark is 0, yellow is the whole row.");
    }

    private static string[][] Pairs(Matrix counts, IReadOnlyList<string> names) =>
        [.. Enumerable.Range(0, counts.Values.Length).Select(i => (Row: i / counts.Columns, Column: i % counts.Columns, Images: counts.Values[i]))
            .Where(p => p.Row != p.Column && p.Images > 0).OrderByDescending(p => p.Images).Take(MostPairs)
            .Select(p => new[] { names[p.Row], names[p.Column], Number(p.Images) })];
}
