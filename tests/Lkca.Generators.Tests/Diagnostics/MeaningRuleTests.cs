using Lkca.Generators.Diagnostics;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

/// <summary>LKCA07xx: declarations that compile but are surely not meant.</summary>
public sealed class MeaningRuleTests
{
    [Theory]
    [InlineData("[VisionModel, Stage<LkcaMixer, MhsaMixer, MhsaMixer>({|LKCA0701:Depth = 1|}, Heads = 1)] public abstract record M : Base;",
        "stage 1 lists 3 mixers but its depth is 1, so the last 2 are never used; Depth = 3 uses all of them")]
    [InlineData("[VisionModel, Stage<LkcaMixer>, Stage<LkcaMixer, MhsaMixer>({|LKCA0701:Depth = 1|}, Heads = 1)] public abstract record M : Base;",
        "stage 2 lists 2 mixers but its depth is 1, so the last is never used; Depth = 2 uses all of them")]
    [InlineData("[VisionModel, Stage<LkcaMixer, MhsaMixer, {|LKCA0701:LkcaMixer|}>(Heads = 1)] public abstract record M : Base;",
        "stage 1 lists 3 mixers but its depth is 2, so the last is never used; Depth = 3 uses all of them")]
    [InlineData("[VisionModel, PatchEmbed(Width = 192), Stage<MhsaMixer>({|LKCA0702:Heads = 48|})] public abstract record M : Base;",
        "width 192 in 48 heads gives 4 features a head, which fill at most half of a vector of 16; Heads = 12 gives 16")]
    [InlineData("[VisionModel, PatchEmbed(Width = 12), Stage<MhsaMixer>({|LKCA0702:Heads = 2|})] public abstract record M : Base;",
        "width 12 in 2 heads gives 6 features a head, which fill at most half of a vector of 16; Heads = 1 gives 12")]
    [InlineData("[VisionModel, PatchEmbed({|LKCA0703:Patch = 32|})] public abstract record M : Base;",
        "the kernel of 'LkcaMixer' is 1×1 because the grid has 1 token, so it mixes no tokens")]
    [InlineData("[LkcaOptions({|LKCA0703:Kernel = 1|})] public abstract record Point : LkcaMixer; [VisionModel, Stage<Point>] public abstract record M : Base;",
        "the kernel of 'Point' is 1×1 as stated, so it mixes no tokens")]
    [InlineData("[VisionModel({|LKCA0704:Classes = 1|})] public abstract record M : Base;",
        "all parameters can never receive a gradient: the softmax over 1 class is always 1, so the loss is always 0")]
    [InlineData("[VisionModel, PatchEmbed({|LKCA0704:Width = 1|})] public abstract record M : Base;",
        "everything below the last LayerNorm can never receive a gradient: a LayerNorm over 1 feature subtracts it from itself and gives its own bias whatever comes in")]
    [InlineData("[VisionModel, PatchEmbed({|LKCA0704:Patch = 32|}), Stage<MhsaMixer>(Heads = 1)] public abstract record M : Base;",
        "the queries and keys of stage 1 can never receive a gradient: the grid has 1 token, and the softmax over 1 key is always 1")]
    [InlineData("[MhsaOptions({|LKCA0705:QkvBias = true|})] public abstract record Biased : MhsaMixer; [VisionModel, Stage<Biased>(Heads = 1)] public abstract record M : Base;",
        "the keys' third of the bias of 'Biased' shifts all scores of a query alike, which the softmax cancels: it has no effect and never receives a gradient")]
    [InlineData("[VisionModel, Stage<LkcaMixer>, Stage<LkcaMixer>(Depth = 1, {|LKCA0706:Heads = 7|})] public abstract record M : Base;",
        "Heads = 7 has no effect: stage 2 has no self-attention, and a large kernel has no heads")]
    public void Surely_not_meant(string source, string message) => Assert.Equal([message], MarkedSource.Verify(Reading.Base + source));

    [Theory]
    [InlineData("[VisionModel, Stage<LkcaMixer, MhsaMixer>(Heads = 1)] public abstract record M : Base;")]
    [InlineData("[VisionModel, PatchEmbed(Width = 210), Stage<MhsaMixer>(Heads = 10)] public abstract record M : Base;")]
    [InlineData("[VisionModel, PatchEmbed(Width = 6), Stage<MhsaMixer>(Heads = 1)] public abstract record NothingWider : Base;")]
    [InlineData("[VisionModel, PatchEmbed(Patch = 32), Stage<MhsaMixer>(Heads = 1), Head(Pool = Pool.ClassToken)] public abstract record TwoTokens : Base;")]
    [InlineData("[LkcaOptions(KernelHeight = 1, KernelWidth = 3)] public abstract record Line : LkcaMixer; [VisionModel, Stage<Line>] public abstract record M : Base;")]
    [InlineData("[VisionModel(Classes = 2)] public abstract record M : Base;")]
    [InlineData("[VisionModel, Stage<MhsaMixer>(Heads = 1)] public abstract record M : Base; [VisionModel, Stage<LkcaMixer>] public abstract record WithoutHeads : M;")]
    public void Meant(string source) => Assert.Empty(MarkedSource.Verify(Reading.Base + source));

    [Fact]
    public void Models_that_inherit_it_do_not_repeat_it() => MarkedSource.Verify(
        Reading.Base.Replace("Classes = 10", "{|LKCA0704:Classes = 1|}") + "[VisionModel, PatchEmbed(Width = 48)] public abstract record M : Base;");

    [Fact]
    public void Such_a_model_compiles_all_the_same()
    {
        var run = new GeneratorRun().On(TestCompilation.Of(Reading.Base + "[VisionModel(Classes = 1), Stage<LkcaMixer, LkcaMixer>(Depth = 1)] public abstract record M : Base;"));
        TestCompilation.AssertCompiles(run.Output);
        Assert.Contains("M.Cpu.g.cs", run.Files.Keys);
    }

    [Fact]
    public void None_of_them_is_an_error() => Assert.All(
        Rules.All, rule => Assert.Equal(rule.Id.StartsWith("LKCA07", System.StringComparison.Ordinal), rule.DefaultSeverity != DiagnosticSeverity.Error));
}
