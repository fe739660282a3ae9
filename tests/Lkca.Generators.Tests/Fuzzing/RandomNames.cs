using System.Collections.Generic;
using System.Linq;

namespace Lkca.Generators.Tests.Fuzzing;

/// <summary>Names that generated code must bear: keywords, Unicode, names of its own parts and of the framework, names that differ by case only.</summary>
internal sealed class RandomNames(Dice dice)
{
    private static readonly string[] Records =
    [
        "Model", "@class", "@event", "async", "await", "dynamic", "nint", "nameof", "field", "value", "partial", "where", "scoped", "required", "@file", "_", "__",
        "Größe", "Ñ_1", "模型", "İstanbul", "ıI", "ﬁx", "a\u0301b", "Ünï\u203fcödé", "Lkca", "Lk", "Cpu", "Memory", "Execution", "Runtime", "System", "T", "record", "@record",
        "Block", "LkcaBlock", "MhsaBlock", "Head", "Embedding", "Plan", "Description", "Create", "Forward", "Span", "Int32", "Dsl", "global", "var", "@var", "Kernels",
        "ReadOnlySpan", "Group", "Place", "Parameters", "Options", "Info",
    ];

    private static readonly string[] Spaces =
    [
        "Research.Lkca", "Research.Lkca.Runtime", "A.@namespace.B", "System2.System", "Ünï", "Lkca.Models", "Lkca.Runtime.Kernels.Cpu", "N", "n", "N.Cpu", "@class.@event", "模.型",
    ];

    private static readonly string[] Hostile =
    [
        "public class Cpu { }", "public class Memory { }", "public class Lk { }", "public static class Math { }", "public class System { }", "public struct Span { }",
        "public class Lkca { }", "public class Execution { }", "public class Head { }", "public class Object { }", "public class String { }", "public delegate void Action();",
        "public enum Layout { }", "public class Int32 { }", "public class Exception { }", "public class dynamic { }", "public class nint { }", "public class nameof { }",
        "public class unmanaged { }", "public class notnull { }", "public class value { }", "public class field { }", "public class _ { }", "public class when { }",
        "public class global { }", "public class alias { }", "public class Group { }", "public class Place { }",
    ];

    /// <summary>A record's name, nearly always new.</summary>
    public string Record(int number, IReadOnlyCollection<string> taken)
    {
        if (taken.Count > 0 && dice.Chance(8))
        {
            var other = dice.Pick([.. taken]);
            return dice.Chance(2) ? other.ToUpperInvariant() : other.ToLowerInvariant();
        }

        var name = dice.Pick(Records);
        return dice.Chance(4) || name == "var" && !dice.Chance(8) ? name + number : name;
    }

    /// <summary>A namespace, or "" for the global one.</summary>
    public string Space() => dice.Chance(6) ? "" : dice.Pick(Spaces);

    /// <summary>Types that stand beside the models of a namespace.</summary>
    public IEnumerable<string> Neighbours() => Enumerable.Range(0, dice.Next(4)).Select(_ => dice.Pick(Hostile)).Distinct();

    /// <summary>Members of a record.</summary>
    public string Body() => dice.Pick(
    [
        ";", ";", ";", ";", " { }", " { public int Lkca => 1; public static int Cpu() => 2; public int Memory { get; init; } }",
        " { public class Model; public const int Depth = 3; }", "(int Width, string Lkca);",
    ]);
}
