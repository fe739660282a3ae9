using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Reports;

/// <summary>Draws curves over epochs as SVG. Lines differ in colour and in dashes, and each says its name and last value at its end.</summary>
internal static class LineChart
{
    private const double Width = 480, Height = 240, Left = 56, Right = 140, Top = 12, Bottom = 32;

    /// <summary>A chart with its title for screen readers.</summary>
    /// <param name="id">Unique in the page.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="text">What it says, in a sentence.</param>
    /// <param name="format">Format of values.</param>
    /// <param name="curves">One to three lines.</param>
    public static XElement Draw(string id, string title, string text, string format, params Curve[] curves)
    {
        var lines = curves.Select(c => c with { Points = [.. c.Points.Where(p => double.IsFinite(p.Y))] }).ToArray();
        var all = lines.SelectMany(c => c.Points).ToArray();
        var svg = Svg("svg", At("class", "chart"), At("viewBox", $"0 0 {Width} {Height}"), At("role", "img"), At("aria-labelledby", $"{id}-title {id}-desc"),
            Svg("title", At("id", $"{id}-title"), title), Svg("desc", At("id", $"{id}-desc"), text));
        if (all.Length == 0)
        {
            svg.Add(Svg("text", At("x", Left), At("y", Height / 2), "no finite values"));
            return svg;
        }

        var ticks = Ticks(all.Min(p => p.Y), all.Max(p => p.Y));
        var (first, last) = (all.Min(p => p.X), all.Max(p => p.X));
        foreach (var tick in ticks)
        {
            svg.Add(Svg("line", At("class", "grid"), At("x1", Left), At("x2", Width - Right), At("y1", Y(tick)), At("y2", Y(tick))),
                Svg("text", At("class", "tick"), At("x", Left - 8), At("y", Y(tick) + 4), At("text-anchor", "end"), TickText(tick, ticks)));
        }

        foreach (var epoch in Epochs(first, last))
        {
            svg.Add(Svg("text", At("class", "tick"), At("x", X(epoch)), At("y", Height - Bottom + 20), At("text-anchor", "middle"), Number(epoch)));
        }

        svg.Add(Svg("text", At("class", "tick"), At("x", Left - 8), At("y", Height - Bottom + 20), At("text-anchor", "end"), "epoch"));
        var labels = Apart([.. lines.Select(c => c.Points.Count > 0 ? Y(c.Points[^1].Y) : Top)]);
        foreach (var (curve, index) in lines.Select((curve, index) => (curve, index)).Where(c => c.curve.Points.Count > 0))
        {
            var end = curve.Points[^1];
            svg.Add(Svg("polyline", At("class", $"line line-{index}"), At("points", string.Join(' ', curve.Points.Select(p => $"{Number(X(p.X), "0.#")},{Number(Y(p.Y), "0.#")}")))),
                Svg("circle", At("class", $"dot dot-{index}"), At("cx", X(end.X)), At("cy", Y(end.Y)), At("r", 3)),
                Svg("text", At("class", $"name name-{index}"), At("x", Width - Right + 10), At("y", labels[index] + 4),
                    $"{curve.Name} {end.Y.ToString(format, CultureInfo.InvariantCulture)}"));
        }

        return svg;

        double X(double x) => Math.Round(last > first ? Left + (x - first) / (last - first) * (Width - Left - Right) : (Left + Width - Right) / 2, 2);
        double Y(double y) => Math.Round(Height - Bottom - (y - ticks[0]) / (ticks[^1] - ticks[0]) * (Height - Top - Bottom), 2);
    }

    /// <summary>Round numbers from at or below the least to at or above the greatest value.</summary>
    private static double[] Ticks(double least, double greatest)
    {
        if (greatest - least <= 1e-12 * Math.Max(Math.Abs(least), Math.Abs(greatest)))
        {
            var room = greatest == 0 ? 1 : Math.Abs(greatest) / 2;
            (least, greatest) = (least - room, greatest + room);
        }

        var rough = (greatest - least) / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 2.5 => 2.5, <= 5 => 5, _ => 10 };
        var (from, to) = (Math.Floor(least / step + 1e-9), Math.Ceiling(greatest / step - 1e-9));
        return [.. Enumerable.Range(0, (int)(to - from) + 1).Select(i => (from + i) * step)];
    }

    private static string TickText(double tick, double[] ticks)
    {
        var largest = ticks.Max(Math.Abs);
        return largest >= 10_000 || largest < 0.01 ? (Math.Abs(tick) < largest * 1e-9 ? "0" : tick.ToString("0.##e0", CultureInfo.InvariantCulture)) : Number(tick);
    }

    /// <summary>The first epoch, the last one, and round numbers between that are not too close to them.</summary>
    private static IEnumerable<double> Epochs(double first, double last)
    {
        var step = Ticks(first, Math.Max(last, first + 4)) is var ticks ? Math.Max(1, Math.Ceiling(ticks[1] - ticks[0])) : 1;
        var between = Enumerable.Range((int)Math.Ceiling(first / step), Math.Max(0, (int)(last / step) - (int)Math.Ceiling(first / step) + 1)).Select(i => i * step);
        return [first, .. between.Where(x => x > first + 0.6 * step && x < last - 0.6 * step), .. last > first ? new[] { last } : []];
    }

    /// <summary>Moves labels so that none covers another or leaves the plot.</summary>
    private static double[] Apart(double[] places)
    {
        const double LineHeight = 17;
        var order = Enumerable.Range(0, places.Length).OrderBy(i => places[i]).ToArray();
        var apart = (double[])places.Clone();
        for (var i = 1; i < order.Length; i++)
        {
            apart[order[i]] = Math.Max(apart[order[i]], apart[order[i - 1]] + LineHeight);
        }

        for (var i = order.Length - 1; i >= 0; i--)
        {
            apart[order[i]] = Math.Min(apart[order[i]], Height - Bottom - (order.Length - 1 - i) * LineHeight);
        }

        return apart;
    }
}
