using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lkca.Generators.Tests.Harness;

/// <summary>The generator, run once or several times over changing compilations.</summary>
internal sealed class GeneratorRun
{
    private GeneratorDriver _driver;

    public GeneratorRun(Properties? properties = null, CSharpParseOptions? parseOptions = null) =>
        _driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()],
            parseOptions: parseOptions ?? TestCompilation.ParseOptions,
            optionsProvider: properties ?? new Properties(),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public GeneratorRunResult Result { get; private set; }

    /// <summary>The compilation together with what was generated.</summary>
    public Compilation Output { get; private set; } = null!;

    /// <summary>Runs; an exception inside the generator fails the test.</summary>
    public GeneratorRun On(Compilation compilation)
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        Output = output;
        Assert.Empty(diagnostics);
        Result = Assert.Single(_driver.GetRunResult().Results);
        Assert.Null(Result.Exception);
        return this;
    }

    /// <summary>The files, by hint name.</summary>
    public IReadOnlyDictionary<string, string> Files => Result.GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    /// <summary>Why each output of a step stands: one reason per model.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) =>
        [.. Result.TrackedSteps.TryGetValue(step, out var runs) ? runs.SelectMany(r => r.Outputs).Select(o => o.Reason) : []];
}
