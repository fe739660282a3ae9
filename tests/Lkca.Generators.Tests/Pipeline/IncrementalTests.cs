using System.Linq;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Steps = Lkca.Generators.ModelGenerator.Steps;

namespace Lkca.Generators.Tests.Pipeline;

public sealed class IncrementalTests
{
    private const string Models = Reading.Base + """
        [VisionModel(Classes = 20)] public abstract record Other : Base;
        """;

    private readonly CSharpCompilation _first = TestCompilation.Of(Models, "public static class Elsewhere { public static int One => 1; }");
    private readonly GeneratorRun _run = new();

    public IncrementalTests() => _run.On(_first);

    [Fact]
    public void The_first_run_compiles_every_model() => Assert.Equal([IncrementalStepRunReason.New, IncrementalStepRunReason.New], _run.Reasons(Steps.Compiled));

    [Fact]
    public void An_edit_elsewhere_compiles_nothing()
    {
        _run.On(Replace(1, "public static class Elsewhere { public static int Two => 2; }"));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Unchanged], _run.Reasons(Steps.Declarations));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached], _run.Reasons(Steps.Compiled));
        Assert.All(Outputs(), r => Assert.Equal(IncrementalStepRunReason.Cached, r));
    }

    [Fact]
    public void Moving_a_record_changes_nothing()
    {
        _run.On(Replace(0, "// moved\n\n" + Models.Replace("[PatchEmbed", "// a comment\n    [PatchEmbed")));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Unchanged], _run.Reasons(Steps.Declarations));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached], _run.Reasons(Steps.Compiled));
    }

    [Fact]
    public void A_changed_value_compiles_exactly_its_model()
    {
        _run.On(Replace(0, Models.Replace("Classes = 20", "Classes = 21")));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified], _run.Reasons(Steps.Declarations));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], _run.Reasons(Steps.Resolved).Select(r => r == IncrementalStepRunReason.Unchanged ? IncrementalStepRunReason.Cached : r));
        Assert.Equal(IncrementalStepRunReason.Cached, _run.Reasons(Steps.Compiled)[0]);
        Assert.NotEqual(IncrementalStepRunReason.Cached, _run.Reasons(Steps.Compiled)[1]);
    }

    [Fact]
    public void A_changed_base_compiles_its_derived_models_too()
    {
        _run.On(Replace(0, Models.Replace("Width = 24", "Width = 32")));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified], _run.Reasons(Steps.Resolved));
        Assert.DoesNotContain(IncrementalStepRunReason.Cached, _run.Reasons(Steps.Compiled));
    }

    [Fact]
    public void A_new_model_leaves_the_others_alone()
    {
        _run.On(_first.AddSyntaxTrees(TestCompilation.Parse("[VisionModel] public abstract record Third : Base;", "File2.cs")));
        Assert.Equal([IncrementalStepRunReason.New, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached], _run.Reasons(Steps.Compiled).Order());
    }

    private CSharpCompilation Replace(int file, string source) =>
        _first.ReplaceSyntaxTree(_first.SyntaxTrees[file], TestCompilation.Parse(source, $"File{file}.cs"));

    private IncrementalStepRunReason[] Outputs() =>
        [.. _run.Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).Select(o => o.Reason)];
}
