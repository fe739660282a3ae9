using Lkca.Generators.Tests.Harness;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

/// <summary>Every fault is reported once: by the record that states the offending argument, or at a record's name where that stands in another assembly.</summary>
public sealed class ReportedOnceTests
{
    [Fact]
    public void Models_that_inherit_a_fault_do_not_repeat_it() =>
        MarkedSource.Verify(Reading.Base.Replace("Depth = 2", "{|LKCA0307:Depth = 0|}") + """
            [VisionModel(Classes = 3)] public abstract record M : Base;
            [VisionModel, PatchEmbed(Width = 48)] public abstract record N : M;
            """);

    [Fact]
    public void A_base_that_is_no_model_reports_what_it_states() =>
        MarkedSource.Verify("""
            [PatchEmbed(Patch = 4, {|LKCA0306:Width = -4|}), Stage<LkcaMixer>(Depth = 2)] public abstract record Trunk;
            [VisionModel(Image = 32, Classes = 10), Head] public abstract record M : Trunk;
            [VisionModel(Image = 64, Classes = 10), Head] public abstract record N : Trunk;
            """);

    [Fact]
    public void What_a_base_leaves_open_is_no_fault_of_the_base() =>
        MarkedSource.Verify("""
            [Stage<LkcaMixer>] public abstract record Trunk;
            [VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Head] public abstract record {|LKCA0207:M|} : Trunk;
            """);

    [Fact]
    public void The_record_that_breaks_what_was_right_reports_it() =>
        Assert.Equal(
            ["width 33 does not divide into 2 heads; width 32 or 34 does", "width 24 does not divide into 5 heads; 4 and 6 do"],
            MarkedSource.Verify(Reading.Base + """
            [VisionModel, Stage<MhsaMixer>(Heads = 2)] public abstract record M : Base;
            [VisionModel, PatchEmbed({|LKCA0310:Width = 33|})] public abstract record N : M;
            [VisionModel, Stage<MhsaMixer>({|LKCA0310:Heads = 5|})] public abstract record O : M;
            """));

    [Fact]
    public void The_second_stage_is_found_in_the_second_attribute() =>
        MarkedSource.Verify(Reading.Base + """
            [VisionModel]
            [Stage<LkcaMixer>(Depth = 1)]
            [Stage<LkcaMixer>({|LKCA0307:Depth = -1|})]
            public abstract record M : Base;
            """);

    [Fact]
    public void A_cause_in_another_assembly_is_reported_at_the_name()
    {
        var library = TestCompilation.Library("Trunks", "[PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 0)] public abstract record Trunk;");
        Assert.Equal(
            ["Depth is 0; a stage has at least 1 block"],
            MarkedSource.Verify([library], new Properties(), """
                [VisionModel(Image = 32, Classes = 10), Head] public abstract record {|LKCA0307:M|} : Trunk;
                [VisionModel] public abstract record N : M;
                """));
    }

    [Fact]
    public void What_nobody_states_is_reported_by_the_topmost_model() =>
        MarkedSource.Verify("""
            [VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 1)] public abstract record {|LKCA0209:M|};
            [VisionModel(Classes = 3)] public abstract record N : M;
            """);

    [Fact]
    public void A_depth_that_only_a_restated_list_lacks_is_the_restating_models_to_report() =>
        MarkedSource.Verify(Reading.Base + """
            [VisionModel, Stage<LkcaMixer>, Stage<LkcaMixer>] public abstract record {|LKCA0207:M|} : Base;
            [VisionModel] public abstract record N : M;
            """);

    [Fact]
    public void A_width_that_a_later_patch_embedding_lacks_is_that_models_to_report() =>
        MarkedSource.Verify("""
            [VisionModel(Image = 32, Classes = 10), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0203:Top|};
            [VisionModel, PatchEmbed(Patch = 4)] public abstract record {|LKCA0205:M|} : Top;
            [VisionModel] public abstract record N : M;
            """);

    [Fact]
    public void Attention_over_inherited_heads_that_do_not_divide_is_the_restating_models_to_report() =>
        MarkedSource.Verify(Reading.Base + """
            [VisionModel, Stage<LkcaMixer>({|LKCA0706:Heads = 5|})] public abstract record Unused : Base;
            [VisionModel, Stage<{|LKCA0310:MhsaMixer|}>] public abstract record M : Unused;
            """);

    [Fact]
    public void Right_declarations_have_no_findings() =>
        MarkedSource.Verify(Reading.Base + "[VisionModel, Stage<MhsaMixer>(Heads = 2), Head(Pool = Pool.ClassToken)] public abstract record M : Base;");
}
