using System.Linq;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lkca.Generators.Tests.Pipeline;

/// <summary>Random declarations: the result is code that compiles or findings, never an exception and never a compiler error in generated code.
/// The seed is the test's name.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Code_that_compiles_or_findings(int seed)
    {
        var source = new RandomDeclarations(seed).Next(20);
        var run = new GeneratorRun().On(TestCompilation.Of(source));
        var errors = run.Output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.All(errors, e => Assert.True(e.Id == "CS1029" && !e.ToString().Contains("LKCA0901"), $"{e}\n{source}"));
        Assert.True(run.Files.Count(f => f.Key.EndsWith(".Cpu.g.cs", System.StringComparison.Ordinal)) >= 3, "Too few sound declarations to say anything.");

        var findings = MarkedSource.Analyze(run.Output);
        foreach (var id in errors.SelectMany(e => System.Text.RegularExpressions.Regex.Matches(e.ToString(), "LKCA[0-9]{4}").Select(m => m.Value)).Distinct())
        {
            Assert.Contains(findings, f => f.Id == id);
        }
    }
}
