using System.Linq;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Harness;
using Xunit;

namespace Lkca.Generators.Tests.Spec;

public sealed class InheritanceTests
{
    [Fact]
    public void A_complete_record_gives_its_sizes()
    {
        var spec = Reading.Spec("""
            namespace A.B;
            [VisionModel(Height = 32, Width = 48, Channels = 1, Classes = 7)]
            [PatchEmbed(PatchHeight = 4, PatchWidth = 8, Width = 30)]
            [Stage<LkcaMixer, MhsaMixer>(Depth = 5, Heads = 6, MlpRatio = 1.5)]
            [Stage<MhsaMixer>(Depth = 1, Heads = 10)]
            [Head]
            [Precision(Precision.Float64)]
            [Budget(MaxParameters = 5_000_000_000)]
            internal abstract record M;
            """, "A.B.M");

        Assert.Equal(("M", "A.B", false, "A.B.M"), (spec.Name, spec.Namespace, spec.IsPublic, spec.HintName));
        Assert.Equal((new ImageSpec(32, 48, 1), new PatchSpec(4, 8), 7, 30), (spec.Image, spec.Patch, spec.Classes, spec.Width));
        Assert.Equal((8, 6, PoolKind.Mean, PrecisionKind.Float64), (spec.GridHeight, spec.GridWidth, spec.Pool, spec.Precision));
        Assert.Equal(5_000_000_000, spec.Budget.MaxParameters);
        Assert.Equal((5, 6, 1.5), (spec.Stages[0].Depth, spec.Stages[0].Heads, spec.Stages[0].MlpRatio));
        Assert.Equal(new LkcaMixerSpec("LkcaMixer", 15, 11, 1, false, true, ViewKind.Auto), spec.Stages[0].Pattern[0]);
        Assert.Equal(new MhsaMixerSpec("MhsaMixer", false, true), spec.Stages[1].Pattern[0]);
        Assert.Equal(2, spec.Stages[1].MlpRatio);
    }

    [Fact]
    public void What_is_not_stated_comes_from_the_base_property_by_property()
    {
        var spec = Reading.Spec(Reading.Base + "[VisionModel(Classes = 100), PatchEmbed(Width = 48)] public abstract record M : Base;");
        Assert.Equal((100, 32, 48, 4, 2), (spec.Classes, spec.Image.Height, spec.Width, spec.Patch.Height, spec.Stages[0].Depth));
    }

    [Fact]
    public void A_stated_default_is_stated()
    {
        var spec = Reading.Spec("""
            [VisionModel(Image = 32, Channels = 1, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 2, MlpRatio = 4), Head]
            [Budget(MaxParameters = 100_000_000)]
            public abstract record Base;
            [VisionModel(Channels = 3), Stage<LkcaMixer>(MlpRatio = 2), Budget(MaxParameters = 0)] public abstract record M : Base;
            """);
        Assert.Equal((3, 2.0, 2, 0L), (spec.Image.Channels, spec.Stages[0].MlpRatio, spec.Stages[0].Depth, spec.Budget.MaxParameters));
    }

    [Fact]
    public void Stages_are_restated_as_a_list_and_stage_k_inherits_from_stage_k()
    {
        const string bases = """
            [VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Head]
            [Stage<MhsaMixer>(Depth = 7, Heads = 3, MlpRatio = 3)]
            [Stage<MhsaMixer>(Depth = 5, Heads = 4, MlpRatio = 4)]
            public abstract record Base;

            """;
        var one = Reading.Spec(bases + "[VisionModel, Stage<LkcaMixer, MhsaMixer>(Depth = 2)] public abstract record M : Base;");
        Assert.Equal((2, 3, 3.0), (Assert.Single(one.Stages).Depth, one.Stages[0].Heads, one.Stages[0].MlpRatio));

        var three = Reading.Spec(bases + """
            [VisionModel, Stage<MhsaMixer>, Stage<MhsaMixer>(Heads = 6), Stage<MhsaMixer>(Depth = 1, Heads = 2)] public abstract record M : Base;
            """);
        Assert.Equal([(7, 3, 3.0), (5, 6, 4.0), (1, 2, 2.0)], three.Stages.Select(s => (s.Depth, s.Heads, s.MlpRatio)));
    }

    [Fact]
    public void A_stage_that_the_nearer_base_list_lacks_is_not_taken_from_a_further_one()
    {
        var spec = Reading.Spec("""
            [VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Head]
            [Stage<LkcaMixer>(Depth = 7)]
            [Stage<LkcaMixer>(Depth = 5, MlpRatio = 4)]
            public abstract record Far;
            [Stage<LkcaMixer>] public abstract record Near : Far;
            [VisionModel, Stage<LkcaMixer>, Stage<LkcaMixer>(Depth = 1)] public abstract record M : Near;
            """);
        Assert.Equal([(7, 2.0), (1, 2.0)], spec.Stages.Select(s => (s.Depth, s.MlpRatio)));
    }

    [Fact]
    public void Stating_one_form_of_a_rectangle_excludes_the_inherited_other()
    {
        var square = Reading.Spec("""
            [VisionModel(Height = 32, Width = 48, Classes = 10), PatchEmbed(PatchHeight = 4, PatchWidth = 8, Width = 24), Stage<LkcaMixer>(Depth = 2), Head]
            public abstract record Base;
            [VisionModel(Image = 64), PatchEmbed(Patch = 16)] public abstract record M : Base;
            """);
        Assert.Equal((new ImageSpec(64, 64, 3), new PatchSpec(16, 16)), (square.Image, square.Patch));

        var rectangle = Reading.Spec(Reading.Base + "[VisionModel(Height = 16, Width = 64)] public abstract record M : Base;");
        Assert.Equal(new ImageSpec(16, 64, 3), rectangle.Image);

        var halfInherited = Reading.Spec("""
            [VisionModel(Height = 32, Width = 48, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 2), Head]
            public abstract record Base;
            [VisionModel(Width = 64)] public abstract record M : Base;
            """);
        Assert.Equal(new ImageSpec(32, 64, 3), halfInherited.Image);
    }

    [Fact]
    public void Mixer_options_are_inherited_property_by_property()
    {
        var spec = Reading.Spec(Reading.Base + """
            [LkcaOptions(Groups = 4, ValueBias = true, KernelHeight = 3, KernelWidth = 5)] public abstract record Grouped : LkcaMixer;
            [LkcaOptions(View = LargeKernelView.Fft, Projection = false, Kernel = 7)] public abstract record Fft : Grouped;
            public abstract record Renamed : Grouped;
            [MhsaOptions(QkvBias = true)] public abstract record Biased : MhsaMixer;
            [MhsaOptions(ProjectionBias = false)] public abstract record Mixed : Biased;
            [VisionModel, Stage<Fft, Renamed, Mixed>(Heads = 4)] public abstract record M : Base;
            """);
        Assert.Equal(
            [
                new LkcaMixerSpec("Fft", 7, 7, 4, true, false, ViewKind.Fft),
                new LkcaMixerSpec("Renamed", 3, 5, 4, true, true, ViewKind.Auto),
                new MhsaMixerSpec("Mixed", true, false),
            ],
            spec.Stages[0].Pattern);
    }

    [Fact]
    public void A_base_needs_no_VisionModel_and_may_stand_in_another_file_and_assembly()
    {
        var library = TestCompilation.Library("Zoo", """
            namespace Zoo;
            [PatchEmbed(Patch = 4, Width = 24), Stage<Zoo.Grouped>(Depth = 2)] public abstract record Trunk;
            [LkcaOptions(Groups = 3)] public abstract record Grouped : LkcaMixer;
            """);
        var compilation = TestCompilation.With(
            [library], "[VisionModel] public abstract record M : Sized;", "[VisionModel(Image = 32, Classes = 5), Head] public abstract record Sized : Zoo.Trunk;");
        var read = SpecReader.Read(compilation.Record("M"), compilation);
        Assert.Empty(read.Findings);
        var spec = read.Declaration.Spec!;
        Assert.Equal((5, 24, 2, 3), (spec.Classes, spec.Width, spec.Stages[0].Depth, ((LkcaMixerSpec)spec.Stages[0].Pattern[0]).Groups));
    }

    [Fact]
    public void The_backend_comes_from_the_attribute_then_the_property_then_Cpu()
    {
        var stated = TestCompilation.Of(Reading.Base + "[VisionModel, Backend(Backend.Cpu)] public abstract record M : Base; [VisionModel] public abstract record D : M;");
        var ilgpu = BuildOptions.Of("Ilgpu", "true");
        foreach (var name in new[] { "M", "D" })
        {
            var resolved = BackendResolution.Apply(SpecReader.Read(stated.Record(name), stated).Declaration, ilgpu);
            Assert.Equal(BackendKind.Cpu, resolved.Spec?.Backend);
        }

        var unstated = SpecReader.Read(stated.Record("Base"), stated).Declaration;
        Assert.Equal("LKCA0605", Assert.Single(BackendResolution.Apply(unstated, ilgpu).Findings).Id);
        Assert.Equal("LKCA0602", Assert.Single(BackendResolution.Apply(unstated, BuildOptions.Of("7", "true")).Findings).Id);
        Assert.Equal(BackendKind.Cpu, BackendResolution.Apply(unstated, BuildOptions.Of("Ilgpu", null)).Spec?.Backend);
        Assert.Equal(BackendKind.Cpu, BackendResolution.Apply(unstated, BuildOptions.Of("cpu", "true")).Spec?.Backend);
    }
}
