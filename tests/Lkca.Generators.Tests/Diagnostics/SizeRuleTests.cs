using Lkca.Generators.Tests.Harness;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

/// <summary>LKCA03xx: sizes. And LKCA0501 to LKCA0503: limits.</summary>
public sealed class SizeRuleTests
{
    [Theory]
    [InlineData("[VisionModel({|LKCA0301:Image = 0|})] public abstract record M : Base;", "Image is 0; an image has 1 to 16384 pixels a side")]
    [InlineData("[VisionModel(Height = 32, {|LKCA0301:Width = -2147483648|})] public abstract record M : Base;", "Width is -2147483648; an image has 1 to 16384 pixels a side")]
    [InlineData("[VisionModel({|LKCA0302:Channels = 0|})] public abstract record M : Base;", "Channels is 0; an image has 1 to 65536 channels")]
    [InlineData("[VisionModel({|LKCA0303:Classes = -1|})] public abstract record M : Base;", "Classes is -1; a model has 1 to 1000000 classes")]
    [InlineData("[VisionModel, PatchEmbed({|LKCA0304:Patch = int.MaxValue|})] public abstract record M : Base;", "Patch is 2147483647; a patch has 1 to 16384 pixels a side")]
    [InlineData("[VisionModel, PatchEmbed({|LKCA0305:Patch = 5|})] public abstract record M : Base;", "image 32 does not divide into patches of 5; 4 and 8 do")]
    [InlineData("[VisionModel({|LKCA0305:Image = 30|})] public abstract record M : Base;", "image 30 does not divide into patches of 4; image 28 or 32 does")]
    [InlineData("[VisionModel, PatchEmbed({|LKCA0305:Patch = 64|})] public abstract record M : Base;", "image 32 does not divide into patches of 64; 32 does, and so does image 64")]
    [InlineData("[VisionModel, PatchEmbed(PatchHeight = 4, {|LKCA0305:PatchWidth = 3|})] public abstract record M : Base;", "image width 32 does not divide into patches of 3; 2 and 4 do")]
    [InlineData("[VisionModel, PatchEmbed({|LKCA0306:Width = 0|})] public abstract record M : Base;", "Width is 0; a model has 1 to 65536 features per token")]
    [InlineData("[VisionModel, Stage<LkcaMixer>({|LKCA0307:Depth = 0|})] public abstract record M : Base;", "Depth is 0; a stage has at least 1 block")]
    [InlineData("[VisionModel, Stage<LkcaMixer>({|LKCA0308:Depth = int.MaxValue|}), Stage<LkcaMixer>(Depth = 1)] public abstract record M : Base;",
        "2147483648 blocks are declared; at most 1024 are possible")]
    [InlineData("[VisionModel, Stage<MhsaMixer>({|LKCA0309:Heads = 0|})] public abstract record M : Base;", "Heads is 0; a stage has at least 1 head")]
    [InlineData("[VisionModel, PatchEmbed(Width = 210), Stage<LkcaMixer>, Stage<MhsaMixer>(Depth = 1, {|LKCA0310:Heads = 12|})] public abstract record M : Base;",
        "width 210 does not divide into 12 heads; 10 and 14 do")]
    [InlineData("[VisionModel, PatchEmbed(Width = 211), Stage<MhsaMixer>({|LKCA0310:Heads = 3|})] public abstract record M : Base;",
        "width 211 does not divide into 3 heads; 1 and 211 do, and so does width 210 or 213")]
    [InlineData("[VisionModel, Stage<LkcaMixer>({|LKCA0311:MlpRatio = -1|})] public abstract record M : Base;", "MlpRatio is -1; it is greater than 0 and at most 1048576")]
    [InlineData("[VisionModel, Stage<LkcaMixer>({|LKCA0311:MlpRatio = double.NaN|})] public abstract record M : Base;", "MlpRatio is NaN; it is greater than 0 and at most 1048576")]
    [InlineData("[VisionModel, Stage<LkcaMixer>({|LKCA0311:MlpRatio = double.PositiveInfinity|})] public abstract record M : Base;",
        "MlpRatio is Infinity; it is greater than 0 and at most 1048576")]
    [InlineData("[VisionModel, Stage<LkcaMixer>({|LKCA0312:MlpRatio = 0.01|})] public abstract record M : Base;", "MlpRatio 0.01 of width 24 gives 0 hidden features; 1 to 1048576 are possible")]
    [InlineData("[VisionModel, Head({|LKCA0313:Pool = (Pool)7|})] public abstract record M : Base;", "Pool has no member of value 7; its members are Mean, ClassToken")]
    [InlineData("[VisionModel, Backend({|LKCA0313:(Backend)(-1)|})] public abstract record M : Base;", "Backend has no member of value -1; its members are Cpu, TorchSharp, Ilgpu")]
    [InlineData("[VisionModel, PatchEmbed({|LKCA0501:Width = 60000|})] public abstract record M : Base;",
        "the model has about 43,208,700,460 parameters, the largest part in its MLPs; at most 2,147,483,647 can be addressed")]
    [InlineData("[VisionModel({|LKCA0502:Image = 4096|})] public abstract record M : Base;", "the model keeps about 2,200,071,884,288 numbers per image, the largest part for the pairs of its 1,048,576 tokens; at most 2,147,483,647 can be addressed")]
    [InlineData("[VisionModel, Budget({|LKCA0503:MaxMacs = -1|})] public abstract record M : Base;", "MaxMacs is -1; a budget is a positive number, or 0 for no limit")]
    public void Sizes(string source, string message) => Assert.Equal([message], MarkedSource.Verify(Reading.Base + source));
}
