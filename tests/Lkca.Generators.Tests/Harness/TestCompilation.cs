using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lkca.Generators.Tests.Harness;

/// <summary>In-memory compilations against the framework, Lkca.Dsl and Lkca.Runtime. Each asserts that its own input compiles, so that a test cannot pass on a typing error.</summary>
internal static class TestCompilation
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview);

    // The whole framework folder: a compilation that lacks netstandard.dll or System.Runtime.dll sees attributes as errors and every change as none.
    private static readonly ImmutableArray<MetadataReference> Framework =
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(IsManaged)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly MetadataReference Dsl = MetadataReference.CreateFromFile(typeof(Dsl.VisionModelAttribute).Assembly.Location);
    private static readonly MetadataReference Runtime = MetadataReference.CreateFromFile(typeof(Runtime.IVisionModel).Assembly.Location);

    /// <summary>A compilation of files File0.cs, File1.cs, …, each after <c>using Lkca.Dsl;</c>.</summary>
    public static CSharpCompilation Of(params string[] sources) => Checked(Create("Test", sources, [Dsl, Runtime]));

    /// <summary>The same, with assemblies of earlier compilations.</summary>
    public static CSharpCompilation With(IEnumerable<MetadataReference> libraries, params string[] sources) =>
        Checked(Create("Test", sources, [Dsl, Runtime, .. libraries]));

    /// <summary>A compilation whose input is wrong on purpose.</summary>
    public static CSharpCompilation Broken(params string[] sources) => Create("Test", sources, [Dsl, Runtime]);

    /// <summary>A compilation that may be wrong, in any version of the language and with any options.</summary>
    public static CSharpCompilation Any(
        CSharpParseOptions parseOptions, CSharpCompilationOptions options, IEnumerable<MetadataReference> libraries, params string[] sources) =>
        CSharpCompilation.Create(
            "Test",
            sources.Select((source, i) => CSharpSyntaxTree.ParseText("using Lkca.Dsl;\n" + source, parseOptions, $"File{i}.cs")),
            [.. Framework, Dsl, Runtime, .. libraries],
            options);

    public static CSharpCompilation WithoutRuntime(params string[] sources) => Checked(Create("Test", sources, [Dsl]));

    /// <summary>An assembly of its own, as a reference.</summary>
    public static MetadataReference Library(string name, params string[] sources)
    {
        using var image = new MemoryStream();
        var result = Checked(Create(name, sources, [Dsl, Runtime])).Emit(image);
        Assert.True(result.Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText("using Lkca.Dsl;\n" + source, ParseOptions, path);

    public static INamedTypeSymbol Record(this Compilation compilation, string name) =>
        compilation.GetTypeByMetadataName(name) ?? throw new ArgumentException($"The test's source declares no {name}.");

    public static void AssertCompiles(Compilation compilation)
    {
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }

    private static CSharpCompilation Create(string name, string[] sources, IEnumerable<MetadataReference> references) =>
        CSharpCompilation.Create(
            name,
            sources.Select((source, i) => Parse(source, $"File{i}.cs")),
            [.. Framework, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static CSharpCompilation Checked(CSharpCompilation compilation)
    {
        AssertCompiles(compilation);
        return compilation;
    }

    private static bool IsManaged(string path)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
