using Lkca.Generators.Tests.Harness;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

/// <summary>LKCA01xx: the record. And LKCA02xx: what nobody states.</summary>
public sealed class RecordRuleTests
{
    [Theory]
    [InlineData("[VisionModel] public record {|LKCA0101:M|} : Base;", "'M' is a record that is not abstract; a model is declared by an abstract record")]
    [InlineData("[VisionModel, PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 1), Head] public abstract class {|LKCA0101:M|};",
        "'M' is a class; a model is declared by an abstract record")]
    [InlineData("public static class Zoo { [VisionModel] public abstract record {|LKCA0102:M|} : Base; }",
        "'M' is nested in 'Zoo'; a model's record stands in a namespace, because its class is generated beside it")]
    [InlineData("[VisionModel] public abstract record {|LKCA0103:M|}<T> : Base;", "'M' has type parameters; a model's record has none")]
    [InlineData("[VisionModel] file abstract record {|LKCA0104:M|} : Base;",
        "'M' is local to its file; its class is generated into another file, so the record is internal or public")]
    [InlineData("[{|LKCA0105:Stage<LkcaMixer>(Depth = 1)|}] public abstract record M : Base;",
        "'M' carries [Stage] but is neither a model nor the base of one; add [VisionModel] or remove the attribute")]
    [InlineData("[LkcaOptions(Kernel = 3), {|LKCA0106:Head|}] public abstract record M : LkcaMixer;",
        "[Head] stands on 'M', which is a large-kernel mixer; it belongs on a record that is no mixer")]
    [InlineData("[{|LKCA0106:LkcaOptions(Kernel = 3)|}] public abstract record M : MhsaMixer;",
        "[LkcaOptions] stands on 'M', which is a self-attention mixer; it belongs on a large-kernel mixer")]
    [InlineData("[VisionModel, {|LKCA0106:MhsaOptions|}] public abstract record M : Base;",
        "[MhsaOptions] stands on 'M', which is a record that is no mixer; it belongs on a self-attention mixer")]
    [InlineData("[{|LKCA0106:VisionModel|}] public abstract record M : LkcaMixer;",
        "[VisionModel] stands on 'M', which is a large-kernel mixer; it belongs on a record that is no mixer")]
    [InlineData("[VisionModel] public abstract record {|LKCA0107:M|} : Base; public class MModel;",
        "'MModel', the class to be generated for 'M', exists already in this namespace; rename one of them")]
    public void The_record(string source, string message)
    {
        var marked = Reading.Base + source;
        Assert.Equal([message], MarkedSource.Verify(source.Contains("class {|") ? marked.Replace("[VisionModel, PatchEmbed", "[VisionModel(Image = 32, Classes = 10), PatchEmbed") : marked));
    }

    [Fact]
    public void LKCA0108_stages_of_one_record_in_several_files() =>
        Assert.Equal(
            ["the stages of 'M' stand in several files, so their order would depend on the order of the files; state them on one part of the record"],
            MarkedSource.Verify(
                Reading.Base + "[VisionModel, Stage<LkcaMixer>(Depth = 1)] public abstract partial record {|LKCA0108:M|} : Base;",
                "[Stage<MhsaMixer>(Depth = 2, Heads = 4)] public abstract partial record M;"));

    [Theory]
    [InlineData("[VisionModel(Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0201:M|};",
        "'M' states no image size, nor does a record that it derives from; state Image, or Height and Width, in [VisionModel]")]
    [InlineData("[VisionModel(Image = 32), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0202:M|};",
        "'M' states no number of classes, nor does a record that it derives from; state Classes in [VisionModel]")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0203:M|};",
        "'M' has no [PatchEmbed], nor has a record that it derives from")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Width = 24), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0204:M|};",
        "'M' states no patch size, nor does a record that it derives from; state Patch, or PatchHeight and PatchWidth, in [PatchEmbed]")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0205:M|};",
        "'M' states no width, nor does a record that it derives from; state Width in [PatchEmbed]")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Head] public abstract record {|LKCA0206:M|};",
        "'M' has no [Stage<...>], nor has a record that it derives from, so it has no blocks")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>, Head] public abstract record {|LKCA0207:M|};",
        "stage 1 of 'M' states no depth, nor does that stage of a record that it derives from; state Depth in [Stage]")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer, {|LKCA0208:MhsaMixer|}>(Depth = 2), Head] public abstract record M;",
        "stage 1 has self-attention but states no heads; state Heads in [Stage]")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 2)] public abstract record {|LKCA0209:M|};",
        "'M' has no [Head], nor has a record that it derives from; add [Head(Pool = Pool.Mean)]")]
    [InlineData("[VisionModel({|LKCA0210:Image = 32|}, Width = 48, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 2), Head] public abstract record M;",
        "Image and Width are stated together; state Image, or Height and Width")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed({|LKCA0211:PatchHeight = 4|}, Width = 24), Stage<LkcaMixer>(Depth = 2), Head] public abstract record M;",
        "PatchHeight is stated without PatchWidth; state both, or Patch")]
    public void What_nobody_states(string source, string message) => Assert.Equal([message], MarkedSource.Verify(source));

    [Fact]
    public void Half_a_rectangle_over_an_inherited_square() =>
        Assert.Equal(
            ["Height is stated without Width; state both, or Image"],
            MarkedSource.Verify(Reading.Base + "[VisionModel({|LKCA0211:Height = 64|})] public abstract record M : Base;"));
}
