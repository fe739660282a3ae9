using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lkca.Generators.Tests.Fuzzing;

/// <summary>A random project of models: several namespaces and files, records in parts, nested and generic ones, hostile neighbours, global usings, code that does
/// not compile, any version of the language, any strictness.</summary>
internal sealed class RandomProject
{
    private static readonly LanguageVersion[] Old =
        [LanguageVersion.CSharp7_3, LanguageVersion.CSharp8, LanguageVersion.CSharp9, LanguageVersion.CSharp10];

    private static readonly LanguageVersion[] New = [LanguageVersion.CSharp11, LanguageVersion.CSharp12, LanguageVersion.CSharp13, LanguageVersion.Preview];

    private static readonly string[] Broken =
    [
        "public class Unfinished { void M( {", "public class Wrong : Missing { int X => y; }", "#error broken", "namespace Q { public record R(int X) : ; }", "}", "\"",
        "[VisionModel(Image = ] public abstract record Torn", "[Stage<>] public abstract record Open;", "[VisionModel] [VisionModel] public abstract record Twice;",
        "public abstract record Self : Self; [VisionModel] public abstract record Round : Self;", "#if X\n", "[assembly: Lkca.Runtime.DeclaredModel(typeof(Nowhere))]",
        "[VisionModel] public interface I; [VisionModel] public enum E { A } [VisionModel] public struct S; [VisionModel] public delegate void D();",
    ];

    private static readonly string[] Outer =
        ["public static class", "public abstract record", "internal partial struct", "public interface", "[VisionModel] public abstract record"];

    private static readonly string[] GlobalUsings =
    [
        "global using static System.Math;", "global using System.Numerics;", "global using Lkca.Runtime;", "global using Cpu = System.Int32;", "global using Memory = System.String;",
        "global using Lk = System.Int32;", "global using System; global using System.Linq;", "global using Execution = System.Collections.Generic.List<int>;",
    ];

    private static readonly MetadataReference Library = TestCompilation.Library("Trunks", """
        namespace Trunks
        {
            [PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 2), Head] public abstract record Trunk;
            [VisionModel(Image = 32, Classes = 10)] public abstract record Complete : Trunk;
            [Stage<LkcaMixer>(Depth = -3), Head(Pool = (Pool)8)] public abstract record WrongTrunk : Trunk;
            [LkcaOptions(Kernel = 4)] public abstract record EvenMixer : LkcaMixer;
            [LkcaOptions(Kernel = 5)] public abstract record FiveMixer : LkcaMixer;
        }
        """);

    private readonly Dice _dice;
    private readonly RandomNames _names;
    private readonly RandomAttributes _attributes;
    private readonly List<string> _bases = ["global::Trunks.Trunk", "global::Trunks.Complete", "global::Trunks.WrongTrunk"];
    private readonly List<string> _mixers =
        ["LkcaMixer", "LkcaMixer", "LkcaMixer", "MhsaMixer", "MhsaMixer", "MhsaMixer", "global::Trunks.FiveMixer"];

    private readonly List<string> _files = [];

    public RandomProject(int seed)
    {
        _dice = new Dice(seed);
        _names = new RandomNames(_dice);
        _attributes = new RandomAttributes(_dice, _dice.Pick([4, 10, 40]));
        for (var spaces = 1 + _dice.Next(3); spaces > 0; spaces--)
        {
            Namespace();
        }

        _files.Add("internal static class Numbers { public const int Four = 4; }");
        if (_dice.Chance(4))
        {
            _files.Add(_dice.Pick(Broken));
        }

        if (_dice.Chance(4))
        {
            _files.Insert(0, _dice.Pick(GlobalUsings));
        }

        Version = _dice.Chance(12) ? _dice.Pick(Old) : _dice.Pick(New);
        Nullable = _dice.Pick([NullableContextOptions.Enable, NullableContextOptions.Disable, NullableContextOptions.Warnings]);
        BuildBackend = _dice.Chance(12) ? _dice.Pick(["Cpu", "cpu ", "TorchSharp", "Ilgpu", "Gpu", "7"]) : null;
    }

    /// <summary>Declarations that carry attributes of Lkca.Dsl.</summary>
    public int Declarations { get; private set; }

    public IReadOnlyList<string> Files => _files;

    public LanguageVersion Version { get; }

    public NullableContextOptions Nullable { get; }

    /// <summary>The build property LkcaBackend, or null.</summary>
    public string? BuildBackend { get; }

    public Properties Properties => BuildBackend is null ? new Properties() : new Properties(("LkcaBackend", BuildBackend), ("LkcaModels", "true"));

    public CSharpParseOptions ParseOptions => new(Version, DocumentationMode.Diagnose);

    public CSharpCompilation Compilation => TestCompilation.Any(
        ParseOptions,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: Nullable, warningLevel: 9999)
            .WithSpecificDiagnosticOptions([new("CS1591", ReportDiagnostic.Error)]),
        [Library],
        [.. Files]);

    private void Namespace()
    {
        var space = _names.Space();
        var inside = new List<string>();
        for (var mixers = _dice.Next(3); mixers > 0; mixers--)
        {
            inside.Add(Mixer(space));
        }

        for (var models = 3 + _dice.Next(8); models > 0; models--)
        {
            inside.AddRange(Model(space));
        }

        if (space.Length > 0)
        {
            inside.AddRange(_names.Neighbours());
        }

        // Half of the namespaces are spread over two files.
        var half = _dice.Chance(2) ? inside.Count / 2 : inside.Count;
        Write(space, inside.Take(half));
        Write(space, inside.Skip(half));
    }

    private void Write(string space, IEnumerable<string> members)
    {
        var text = string.Join("\n", members);
        if (text.Length > 0)
        {
            _files.Add(space.Length == 0 ? text : $"namespace {space}\n{{\n{text}\n}}");
        }
    }

    private string Mixer(string space)
    {
        Declarations++;
        var name = _names.Record(_files.Count + 1, []) + "Mixer";
        var (options, parent) = _dice.Chance(3) ? (_attributes.Mhsa(), "MhsaMixer") : (_attributes.Lkca(), _dice.Chance(20) ? "Mixer" : "LkcaMixer");
        _mixers.Add(Full(space, name));
        return $"[{options}] public abstract record {name} : {parent};";
    }

    /// <summary>One record, in one part or two.</summary>
    private List<string> Model(string space)
    {
        Declarations++;
        var name = _names.Record(Declarations, _bases.Where(b => !b.Contains("Trunk")).Select(b => b[(b.LastIndexOfAny(['.', ':']) + 1)..]).ToList());
        var parent = _dice.Chance(2) ? _dice.Pick(_bases) : _dice.Chance(40) ? "LkcaMixer" : null;
        var attributes = _attributes.Model(parent is not null, _mixers);
        var derives = parent is null ? "" : " : " + parent;
        var access = _dice.Pick(["public", "public", "public", "internal", ""]);
        if (_dice.Chance(12))
        {
            return [$"{List(attributes)} {_dice.Pick(Odd(name, derives))}"];
        }

        if (_dice.Chance(20))
        {
            return [$"{_dice.Pick(Outer)} {name}Outer{Declarations}{_dice.Pick(["", "<T>"])} {{ {List(attributes)} {access} abstract record {name}{derives}; }}"];
        }

        _bases.Add(Full(space, name));
        if (_dice.Chance(8) && attributes.Count > 1)
        {
            return
            [
                $"{List(attributes.Take(1))} {access} abstract partial record {name}{derives};",
                $"{List(attributes.Skip(1))} {access} abstract partial record {name};",
            ];
        }

        return [$"{List(attributes)} {access} abstract record {name}{derives}{_names.Body()}"];
    }

    private static string[] Odd(string name, string derives) =>
    [
        $"public record {name}{derives};", $"public sealed record {name}{derives};", $"public abstract class {name}{derives};", $"public static class {name};",
        $"public struct {name};", $"public record struct {name};", $"public interface {name};", $"public abstract record {name}<T>{derives};",
        $"file abstract record {name}{derives};", $"public abstract record {name}{derives}; public class {name}Model;",
        $"private abstract record {name}{derives};", $"public abstract record {name}{derives} where T : class;", $"public abstract record{derives};",
    ];

    private string List(IEnumerable<string> attributes) =>
        _dice.Chance(3) ? string.Concat(attributes.Select(a => $"[{a}]\n")) : $"[{string.Join(", ", attributes)}]";

    private static string Full(string space, string name) => "global::" + (space.Length == 0 ? name : space + "." + name);
}
