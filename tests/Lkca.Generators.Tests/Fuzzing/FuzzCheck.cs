using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lkca.Generators.Tests.Fuzzing;

/// <summary>What must hold for every project: code that compiles or findings, never an exception, a compiler error in generated code, or a hang.</summary>
internal static partial class FuzzCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Checks the project of a seed.</summary>
    /// <returns>Its declarations, and how many of them were compiled.</returns>
    public static (int Declarations, int Compiled) Run(int seed)
    {
        var project = new RandomProject(seed);
        try
        {
            // On a thread of its own: of a hang the seed must be told, too.
            var check = Task.Run(() => Check(project));
            Assert.True(((IAsyncResult)check).AsyncWaitHandle.WaitOne(Patience), $"no end after {Patience}");
            return (project.Declarations, check.GetAwaiter().GetResult());
        }
        catch (Exception exception)
        {
            var files = project.Files.Select((text, i) => $"--- File{i}.cs\n{text}");
            throw new Xunit.Sdk.XunitException(
                $"LKCA_FUZZ_SEED={seed} repeats this. C# {project.Version}, nullable {project.Nullable}, LkcaBackend {project.BuildBackend ?? "not set"}\n"
                + $"{exception.Message}\n{string.Join('\n', files)}", exception);
        }
    }

    private static int Check(RandomProject project)
    {
        CompiledModels.Clear();
        var compilation = project.Compilation;
        var before = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(Place).ToHashSet();
        var run = new GeneratorRun(project.Properties, project.ParseOptions).On(compilation);
        var own = compilation.SyntaxTrees.ToHashSet();
        var said = run.Output.GetDiagnostics();
        var generated = said.Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Location.SourceTree is { } tree && !own.Contains(tree)).ToList();
        None(generated.Where(d => d.Id != "CS1029" || d.ToString().Contains("LKCA0901", StringComparison.Ordinal)), "in generated code");
        var fresh = said.Where(d => d.Severity == DiagnosticSeverity.Error && (d.Location.SourceTree is not { } tree || own.Contains(tree)));
        None(fresh.Where(d => !before.Contains(Place(d))), "errors that the project did not have before");

        // The build without analyzers names rules; with them each is reported, at a place of the project.
        var findings = MarkedSource.Analyze(run.Output, project.Properties);
        None(findings.Where(f => f.Location.SourceTree is not { } tree || !own.Contains(tree)), "findings outside of the project's files");
        var reported = findings.Select(f => f.Id).ToHashSet();
        foreach (var id in generated.SelectMany(e => Id().Matches(e.GetMessage(CultureInfo.InvariantCulture)).Select(m => m.Value)).Distinct())
        {
            Assert.True(reported.Contains(id), $"{id} fails the build but is not reported");
        }

        return run.Files.Keys.Count(name => name.EndsWith(".Cpu.g.cs", StringComparison.Ordinal));
    }

    private static void None(IEnumerable<Diagnostic> diagnostics, string what)
    {
        var all = diagnostics.ToList();
        Assert.True(all.Count == 0, $"{all.Count} {what}, the first:\n{string.Join('\n', all.Take(5))}");
    }

    private static (string Id, string? Path, int Start) Place(Diagnostic diagnostic) =>
        (diagnostic.Id, diagnostic.Location.SourceTree?.FilePath, diagnostic.Location.SourceSpan.Start);

    [GeneratedRegex(@"\bLKCA\d{4}\b")]
    private static partial Regex Id();
}
