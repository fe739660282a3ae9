using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lkca.Generators.Bench;

/// <summary>A project of models in memory, and a generator that has or has not run on it.</summary>
internal sealed class Project
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
            .Concat([typeof(Dsl.VisionModelAttribute).Assembly.Location, typeof(Runtime.IVisionModel).Assembly.Location])
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    public Project(IEnumerable<string> files)
    {
        _compilation = CSharpCompilation.Create(
            "Bench", files.Select(text => CSharpSyntaxTree.ParseText(text, Options)), References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        _driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()], parseOptions: Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    /// <summary>The files of models/.</summary>
    public static string[] Zoo => [.. Directory.GetFiles(Path.Combine(Root(), "models"), "*.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    /// <summary>Runs the generator on the project as it stands.</summary>
    public Project Run()
    {
        _driver = _driver.RunGenerators(_compilation);
        var result = _driver.GetRunResult();
        if (result.Diagnostics.Length > 0 || result.Results[0].Exception is not null || result.GeneratedTrees.Length == 0)
        {
            throw new InvalidOperationException("the generator failed: " + (result.Results[0].Exception?.Message ?? string.Join(' ', result.Diagnostics)));
        }

        return this;
    }

    /// <summary>Another text for a file.</summary>
    public void Edit(int file, string text)
    {
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[file], CSharpSyntaxTree.ParseText(text, Options));
        _ = _compilation.Assembly; // what every edit costs the editor anyway
    }

    /// <summary>Models that the last run compiled.</summary>
    public int Compiled => Count("Compiled");

    /// <summary>Files that the last run wrote anew.</summary>
    public int Written => _driver.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).Count(IsNew);

    private int Count(string step) =>
        _driver.GetRunResult().Results[0].TrackedSteps.TryGetValue(step, out var runs) ? runs.SelectMany(r => r.Outputs).Count(IsNew) : 0;

    private static bool IsNew((object Value, IncrementalStepRunReason Reason) output) =>
        output.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified;

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../.."));
}
