using Lkca.CodeFixes;
using Lkca.Generators.Tests.Harness;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

public sealed class CodeFixTests
{
    private const string Base = """
        [VisionModel(Image = 32, Classes = 10)]
        [PatchEmbed(Patch = 4, Width = 210)]
        [Stage<LkcaMixer>(Depth = 2)]
        [Head(Pool = Pool.Mean)]
        public abstract record Base;

        """;

    [Theory]
    [InlineData("[VisionModel, Stage<MhsaMixer>(Heads = 12)] public abstract record M : Base;", "Heads = 12", "Heads = 10", "Heads = 14")]
    [InlineData("[VisionModel, Stage<MhsaMixer>(Heads = 10)] public abstract record M : Base; [VisionModel, PatchEmbed(Width = 192)] public abstract record N : M;",
        "Width = 192", "Width = 190", "Width = 200")]
    [InlineData("[VisionModel, PatchEmbed(Patch = 5)] public abstract record M : Base;", "Patch = 5", "Patch = 4", "Patch = 8")]
    [InlineData("[VisionModel(Image = 30)] public abstract record M : Base;", "Image = 30", "Image = 28", "Image = 32")]
    [InlineData("[LkcaOptions(Kernel = 6)] public abstract record Even : LkcaMixer;", "Kernel = 6", "Kernel = 5", "Kernel = 7")]
    [InlineData("[LkcaOptions(Groups = 4)] public abstract record Four : LkcaMixer; [VisionModel, Stage<Four>] public abstract record M : Base;",
        "Groups = 4", "Groups = 3", "Groups = 5")]
    public void A_number_is_replaced_by_its_neighbours_that_are_right(string source, string wrong, string below, string above)
    {
        var offers = Fixing.Offers(new ValueFix(), Base + source);
        Assert.Equal([below, above], offers.Keys);
        Assert.All(offers, o => Assert.Equal("using Lkca.Dsl;\n" + Base + source.Replace(wrong, o.Key), o.Value));
    }

    [Fact]
    public void A_kernel_beyond_the_grid_becomes_the_full_one() =>
        Assert.Equal(
            ["Kernel = 15"],
            Fixing.Offers(new ValueFix(), Base + "[LkcaOptions(Kernel = 21)] public abstract record Wide : LkcaMixer; [VisionModel, Stage<Wide>] public abstract record M : Base;").Keys);

    [Theory]
    [InlineData("[VisionModel, Head(Pool = Pool.ClassToken)] public abstract record M : Base;", "Pool = Pool.ClassToken", "Pool = Pool.Mean")]
    [InlineData("[VisionModel, Head(Pool = Lkca.Dsl.Pool.ClassToken)] public abstract record M : Base;", "Pool = Lkca.Dsl.Pool.ClassToken", "Pool = Lkca.Dsl.Pool.Mean")]
    [InlineData("[VisionModel, Backend(Backend.Ilgpu)] public abstract record M : Base;", "Backend.Ilgpu", "Backend.Cpu")]
    [InlineData("[VisionModel, Budget(MaxParameters = 1000)] public abstract record M : Base;", "MaxParameters = 1000", "MaxParameters = 559_270")]
    [InlineData("[VisionModel, Stage<LkcaMixer, MhsaMixer>(Depth = 1, Heads = 10)] public abstract record M : Base;", "Depth = 1", "Depth = 2")]
    [InlineData("[VisionModel, Stage<MhsaMixer>(Heads = 30)] public abstract record M : Base;", "Heads = 30", "Heads = 10")]
    public void A_value_is_replaced_by_the_one_that_is_meant(string source, string wrong, string right)
    {
        var offer = Assert.Single(Fixing.Offers(new ValueFix(), Base + source));
        Assert.Equal(right, offer.Key);
        Assert.Equal("using Lkca.Dsl;\n" + Base + source.Replace(wrong, right), offer.Value);
    }

    [Fact]
    public void A_missing_head_is_added()
    {
        var offers = Fixing.Offers(new MissingHeadFix(), Base.Replace("[Head(Pool = Pool.Mean)]\n", ""));
        Assert.Equal("using Lkca.Dsl;\n" + Base, offers["Add [Head(Pool = Pool.Mean)]"]);
    }
}
