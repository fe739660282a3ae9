using Lkca.Generators.Tests.Harness;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

/// <summary>LKCA04xx: mixers.</summary>
public sealed class MixerRuleTests
{
    [Theory]
    [InlineData("public abstract record Mine : Mixer; [VisionModel, Stage<LkcaMixer, {|LKCA0401:Mine|}>] public abstract record M : Base;",
        "'Mine' is no kind of mixer that the compiler knows; use or derive from LkcaMixer or MhsaMixer")]
    [InlineData("[LkcaOptions({|LKCA0402:Kernel = -3|})] public abstract record Mine : LkcaMixer;", "Kernel is -3; a kernel is an odd number of tokens up to 32767, or 0 for the full size")]
    [InlineData("[LkcaOptions({|LKCA0403:Kernel = 6|})] public abstract record Mine : LkcaMixer;", "Kernel is 6, which is even, so the kernel has no centre; 5 and 7 are odd")]
    [InlineData("[LkcaOptions(KernelHeight = 3, {|LKCA0403:KernelWidth = 2|})] public abstract record Mine : LkcaMixer;",
        "KernelWidth is 2, which is even, so the kernel has no centre; 1 and 3 are odd")]
    [InlineData("[LkcaOptions({|LKCA0210:Kernel = 3|}, KernelWidth = 5)] public abstract record Mine : LkcaMixer;",
        "Kernel and KernelWidth are stated together; state Kernel, or KernelHeight and KernelWidth")]
    [InlineData("[LkcaOptions({|LKCA0404:Kernel = 17|})] public abstract record Mine : LkcaMixer; [VisionModel, Stage<Mine>] public abstract record M : Base;",
        "kernel 17 of 'Mine' is larger than 15, which reaches all 8 tokens a side of the grid of 'M'")]
    [InlineData("[LkcaOptions(KernelHeight = 3, {|LKCA0404:KernelWidth = 17|})] public abstract record Mine : LkcaMixer; [VisionModel, Stage<Mine>] public abstract record M : Base;",
        "kernel width 17 of 'Mine' is larger than 15, which reaches all 8 tokens a side of the grid of 'M'")]
    [InlineData("[LkcaOptions({|LKCA0404:Kernel = 9|})] public abstract record Mine : LkcaMixer; [VisionModel(Height = 32, Width = 16), Stage<Mine>] public abstract record M : Base;",
        "kernel 9 of 'Mine' is larger than 7, which reaches all 4 tokens a side of the grid of 'M'")]
    [InlineData("[LkcaOptions({|LKCA0405:Groups = 0|})] public abstract record Mine : LkcaMixer;", "Groups is 0; a mixer has 1 to 65536 groups")]
    [InlineData("[LkcaOptions({|LKCA0406:Groups = 5|})] public abstract record Mine : LkcaMixer; [VisionModel, Stage<Mine>] public abstract record M : Base;",
        "width 24 of 'M' does not divide into 5 groups of 'Mine'; 4 and 6 do")]
    [InlineData("[VisionModel, Head({|LKCA0407:Pool = Pool.ClassToken|})] public abstract record M : Base;",
        "a class token has no place on the grid on which the kernel of 'LkcaMixer' works; use Pool.Mean, or no large-kernel mixer")]
    [InlineData("[LkcaOptions({|LKCA0313:View = (LargeKernelView)9|})] public abstract record Mine : LkcaMixer;",
        "LargeKernelView has no member of value 9; its members are Auto, Convolution, Toeplitz, Fft")]
    public void Mixers(string source, string message) => Assert.Equal([message], MarkedSource.Verify(Reading.Base + source));

    [Fact]
    public void A_wrong_mixer_is_reported_once_however_many_models_use_it() =>
        MarkedSource.Verify(Reading.Base + """
            [LkcaOptions({|LKCA0403:Kernel = 6|})] public abstract record Mine : LkcaMixer;
            [VisionModel, Stage<Mine, Mine>] public abstract record M : Base;
            [VisionModel, Stage<Mine>] public abstract record N : Base;
            """);

    [Fact]
    public void A_model_that_shrinks_its_grid_answers_for_a_kernel_that_no_longer_fits() =>
        Assert.Equal(
            ["kernel 7 of 'Mine' is larger than 3, which reaches all 2 tokens a side of the grid of 'N'"],
            MarkedSource.Verify(Reading.Base + """
                [LkcaOptions(Kernel = 7)] public abstract record Mine : LkcaMixer;
                [VisionModel, Stage<Mine>] public abstract record M : Base;
                [VisionModel, PatchEmbed({|LKCA0404:Patch = 16|})] public abstract record N : M;
                """));

    [Fact]
    public void A_mixer_of_another_assembly_is_reported_where_it_is_used()
    {
        var library = TestCompilation.Library("Mixers", "[LkcaOptions(Groups = 5)] public abstract record Five : LkcaMixer;");
        MarkedSource.Verify([library], new Properties(), Reading.Base + "[VisionModel, Stage<{|LKCA0406:Five|}>] public abstract record M : Base;");
    }
}
