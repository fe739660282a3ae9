using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Lkca.Generators.Text;

/// <summary>The one place that turns values into C# text. Everything is invariant: the same value gives the same text in every culture.</summary>
internal static class Literals
{
    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture) + "L";

    public static string Of(bool value) => value ? "true" : "false";

    /// <summary>The shortest text that reads back as the same float, with suffix: <c>0.1f</c>.</summary>
    public static string Of(float value) =>
        float.IsNaN(value) ? "float.NaN"
        : float.IsPositiveInfinity(value) ? "float.PositiveInfinity"
        : float.IsNegativeInfinity(value) ? "float.NegativeInfinity"
        : IsNegativeZero(value) ? "-0f"
        : RoundTrip(value) + "f";

    /// <summary>The shortest text that reads back as the same double, with suffix: <c>0.1d</c>.</summary>
    public static string Of(double value) =>
        double.IsNaN(value) ? "double.NaN"
        : double.IsPositiveInfinity(value) ? "double.PositiveInfinity"
        : double.IsNegativeInfinity(value) ? "double.NegativeInfinity"
        : IsNegativeZero(value) ? "-0d"
        : RoundTrip(value) + "d";

    /// <summary>A string literal with its quotes.</summary>
    public static string Of(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ when char.IsSurrogate(c) => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    /// <summary>Digits without a suffix, for messages and names.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number for people: digits in groups of three, <c>2,691,310</c>.</summary>
    public static string Grouped(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number for people, no suffix: <c>0.5</c>.</summary>
    public static string Plain(double value) => RoundTrip(value);

    /// <summary>The name as C# writes it: escaped with @ where it is a keyword.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>A dotted name with every part escaped.</summary>
    public static string Namespace(string dotted)
    {
        if (dotted.Length == 0)
        {
            return "";
        }

        var parts = dotted.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Identifier(parts[i]);
        }

        return string.Join(".", parts);
    }

    /// <summary>A type name that no namespace or member of the user's project can hide: <c>global::A.B.Name</c>.</summary>
    public static string GlobalName(string dottedNamespace, string name) =>
        dottedNamespace.Length == 0 ? "global::" + Identifier(name) : "global::" + Namespace(dottedNamespace) + "." + Identifier(name);

    /// <summary>Text for an XML comment.</summary>
    public static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    // "R" of .NET Framework loses the last bit of some doubles on 64-bit, and one compiler host runs there: 17 digits when 15 and 16 do not read
    // back.
    private static string RoundTrip(double value)
    {
        foreach (var format in (string[])["G15", "G16", "G17"])
        {
            var text = value.ToString(format, CultureInfo.InvariantCulture);
            if (double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) == value)
            {
                return text;
            }
        }

        return value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string RoundTrip(float value)
    {
        foreach (var format in (string[])["G6", "G7", "G8", "G9"])
        {
            var text = value.ToString(format, CultureInfo.InvariantCulture);
            if (float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) == value)
            {
                return text;
            }
        }

        return value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static bool IsNegativeZero(double value) => value == 0 && double.IsNegativeInfinity(1 / value);
}
