using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using Lkca.Runtime.Inspection;
using Lkca.Runtime.Reporting;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Reports;

/// <summary>The learned large kernels.</summary>
internal static class KernelSection
{
    private const int MostGroups = 4;

    public static XElement? Of(Inspection seen)
    {
        if (seen.Kernels.Count == 0)
        {
            return null;
        }

        var shown = seen.Kernels.SelectMany(layer => layer.Groups.Take(MostGroups).Select((kernel, group) =>
            (Name: layer.Groups.Count == 1 ? Short(layer.Path) : $"{Short(layer.Path)}, group {group}", Kernel: kernel))).ToArray();
        var groups = seen.Kernels.Max(layer => layer.Groups.Count);
        return ReportPage.Section("kernels", "Learned kernels",
            El("p", "One picture per layer. The middle is the token itself; a place d rows down and r columns right of it is the weight that the token d rows down and r columns "
                + "right has. Each picture has a scale of its own, written below it."
                + (groups > MostGroups ? $" The first {MostGroups} of {groups} groups of features are shown." : "")),
            Scale.Diverging("negative", "0", "positive"),
            El("div", At("class", "gallery"), shown.Select(k => Draw(k.Name, k.Kernel))),
            Folded("The kernels in numbers", Table("Large kernels by layer", ["layer", "size", "middle", "largest", "at (down, right)", "smallest", "at (down, right)", "weight in the middle 5×5"],
                [.. shown.Select(k => Row(k.Name, k.Kernel))])));
    }

    private static string Short(string path) => path.Replace("blocks.", "block ", StringComparison.Ordinal).Replace(".lkca", "", StringComparison.Ordinal);

    private static XElement Draw(string name, Matrix kernel)
    {
        var map = HeatMap.Diverging(kernel);
        var (high, low) = (Extreme(kernel, 1), Extreme(kernel, -1));
        return Figure(Picture(map.Image, $"Kernel of {name}, {kernel.Rows}×{kernel.Columns}: largest {Number(high.Value, "0.###")} at {high.Place}, smallest {Number(low.Value, "0.###")} at "
            + $"{low.Place} from the middle.", "heat"), El("strong", name), El("br"), El("span", At("class", "note"), $"±{Number(map.Largest, "0.###")}"));
    }

    private static string[] Row(string name, Matrix kernel)
    {
        var (high, low) = (Extreme(kernel, 1), Extreme(kernel, -1));
        return
        [
            name, $"{kernel.Rows}×{kernel.Columns}", Number(kernel[kernel.Rows / 2][kernel.Columns / 2]), Number(high.Value), high.Place, Number(low.Value), low.Place,
            $"{Number(100 * Inner(kernel), "0")} %",
        ];
    }

    private static (double Value, string Place) Extreme(Matrix kernel, int sign)
    {
        var at = Enumerable.Range(0, kernel.Values.Length).MaxBy(i => sign * kernel.Values[i]);
        return (kernel.Values[at], FormattableString.Invariant($"({at / kernel.Columns - kernel.Rows / 2:+0;-0;0}, {at % kernel.Columns - kernel.Columns / 2:+0;-0;0})"));
    }

    /// <summary>Share of Σ|K| that lies at most two places from the middle in both directions.</summary>
    private static double Inner(Matrix kernel)
    {
        var (all, inner) = (0.0, 0.0);
        for (var i = 0; i < kernel.Values.Length; i++)
        {
            var magnitude = Math.Abs(kernel.Values[i]);
            all += magnitude;
            inner += Math.Abs(i / kernel.Columns - kernel.Rows / 2) <= 2 && Math.Abs(i % kernel.Columns - kernel.Columns / 2) <= 2 ? magnitude : 0;
        }

        return all > 0 ? inner / all : 0;
    }
}
