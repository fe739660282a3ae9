using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lkca.Generators.Tests.Emit;

/// <summary>A project with the strictest settings: C# 12, nullable, documentation demanded, every warning an error.</summary>
internal static class StrictProject
{
    /// <summary>What the SDK adds to a project with ImplicitUsings.</summary>
    public const string ImplicitUsings = """
        global using global::System;
        global using global::System.Collections.Generic;
        global using global::System.IO;
        global using global::System.Linq;
        global using global::System.Net.Http;
        global using global::System.Threading;
        global using global::System.Threading.Tasks;

        """;

    /// <summary>Generates for the sources and asserts that the compiler has nothing at all to say
    /// about what was generated, and no error about the sources.</summary>
    /// <param name="globalUsings">A file of the project in front of the others, nothing but global usings.</param>
    public static GeneratorRun AssertCompiles(string globalUsings, params string[] sources)
    {
        var usings = CSharpSyntaxTree.ParseText(globalUsings, TestCompilation.ParseOptions, "FileUsings.cs");
        var compilation = TestCompilation.Of(sources).AddSyntaxTrees(usings);
        TestCompilation.AssertCompiles(compilation);
        var run = new GeneratorRun().On(compilation);
        AssertNothingToSay(run.Output);
        return run;
    }

    public static void AssertNothingToSay(Compilation output)
    {
        var sources = output.SyntaxTrees.Where(tree => tree.FilePath.StartsWith("File", System.StringComparison.Ordinal)).ToHashSet();
        var options = TestCompilation.ParseOptions.WithDocumentationMode(DocumentationMode.Diagnose).WithLanguageVersion(LanguageVersion.CSharp12);
        var generated = new HashSet<SyntaxTree>();
        var trees = new List<SyntaxTree>();
        foreach (var tree in output.SyntaxTrees)
        {
            trees.Add(CSharpSyntaxTree.ParseText(tree.GetText(), options, tree.FilePath));
            if (!sources.Contains(tree))
            {
                generated.Add(trees[^1]);
            }
        }

        var strict = output.RemoveAllSyntaxTrees().AddSyntaxTrees(trees).WithOptions(((CSharpCompilationOptions)output.Options)
            .WithWarningLevel(9999)
            .WithNullableContextOptions(NullableContextOptions.Enable)
            .WithSpecificDiagnosticOptions([new("CS1591", ReportDiagnostic.Error)]));
        var said = strict.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && d.Id != "CS1591"
            || (d.Severity >= DiagnosticSeverity.Warning && d.Location.SourceTree is { } tree && generated.Contains(tree))).ToList();
        Assert.True(generated.Count > 1 && said.Count == 0, $"{said.Count}:\n{string.Join('\n', said.Take(20))}");
    }
}
