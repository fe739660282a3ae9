using System;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;
using Lkca.Runtime.Reporting;

namespace Lkca.Cli.Reports;

/// <summary>Elements of a page. A page is an XML tree, so text is escaped and tags are closed by construction.</summary>
internal static class Html
{
    private static readonly XNamespace SvgSpace = "http://www.w3.org/2000/svg";

    /// <summary>An HTML element. An empty one gets an end tag all the same: HTML knows no other way.</summary>
    public static XElement El(string name, params object?[] content) => new(name, name is "img" or "meta" or "br" ? content : [.. content.Select(Clean), ""]);

    /// <summary>An SVG element.</summary>
    public static XElement Svg(string name, params object?[] content) => new(SvgSpace + name, [.. content.Select(Clean)]);

    /// <summary>An attribute.</summary>
    public static XAttribute At(string name, object value) => new(name, Clean(value is double number ? Number(number) : value)!);

    /// <summary>A number with as many digits as tell something.</summary>
    public static string Number(double value, string format = "0.####") => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A whole number with its thousands set apart.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A table with a heading row; the first cell of each row heads the row. Wide tables scroll inside their box, which the keyboard can reach.</summary>
    public static XElement Table(string caption, string[] heading, params string[][] rows) => El("div", At("class", "scroll"), At("tabindex", "0"),
        At("role", "region"), At("aria-label", caption),
        El("table",
            El("caption", caption),
            heading.Length == 0 ? null : El("thead", El("tr", heading.Select(h => El("th", At("scope", "col"), h)))),
            El("tbody", rows.Select(row => El("tr", row.Select((cell, c) => c == 0 ? El("th", At("scope", "row"), cell) : El("td", cell)))))));

    /// <summary>A table that is folded away until it is asked for.</summary>
    public static XElement Folded(string summary, params object?[] content) => El("details", El("summary", summary), content);

    /// <summary>A picture that stands in the page itself.</summary>
    public static XElement Picture(RgbImage image, string text, string kind) => El("img", At("class", kind), At("alt", (string)Clean(text)!),
        At("width", image.Width), At("height", image.Height),
        At("src", "data:image/png;base64," + Convert.ToBase64String(PngEncoder.Encode(image))));

    /// <summary>A picture with its words below.</summary>
    public static XElement Figure(XElement picture, params object?[] caption) => El("figure", picture, El("figcaption", caption));

    /// <summary>Names of classes and files come from outside: what XML does not hold is replaced.</summary>
    private static object? Clean(object? content) => content is not string text ? content : string.Concat(text.EnumerateRunes().Select(rune =>
        (rune.Value < 0x20 && rune.Value is not ('\n' or '\t')) || rune.Value is 0x7F or 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString()));
}
