using System;
using System.Linq;
using System.Xml.Linq;
using Lkca.Runtime.Inspection;
using Lkca.Runtime.Reporting;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Reports;

/// <summary>The colour scale above a group of heat maps.</summary>
internal static class Scale
{
    /// <summary>Blue, near-white, orange.</summary>
    public static XElement Diverging(string low, string middle, string high) => Draw(v => ColorMaps.Diverging(2 * v - 1), low, middle, high);

    /// <summary>Violet to yellow.</summary>
    public static XElement Sequential(string low, string high) => Draw(ColorMaps.Sequential, low, high);

    private static XElement Draw(Func<double, (byte, byte, byte)> colours, params string[] labels)
    {
        var bar = RgbImage.OfMatrix(new Matrix(1, 64, [.. Enumerable.Range(0, 64).Select(i => i / 63.0)]), colours);
        return El("div", At("class", "scale"), Picture(bar, $"Colour scale: {string.Join(", ", labels)}.", "bar"), El("div", labels.Select(l => El("span", l))));
    }
}
