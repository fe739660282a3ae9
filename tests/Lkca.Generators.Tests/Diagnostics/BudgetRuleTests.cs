using Lkca.Generators.Tests.Harness;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

/// <summary>LKCA0504 and LKCA0505: budgets, which the compiler checks because it knows the costs.</summary>
public sealed class BudgetRuleTests
{
    private const string LkcaB = """
        [VisionModel(Image = 32, Classes = 10)]
        [PatchEmbed(Patch = 4, Width = 210)]
        [Stage<LkcaMixer>(Depth = 10)]
        [Head(Pool = Pool.Mean)]

        """;

    [Fact]
    public void LKCA0504_names_total_limit_and_the_layer_that_costs_most() =>
        Assert.Equal(
            ["the model has 2,691,310 parameters and its budget is 2,691,309; blocks.0.mlp costs most with 177,030"],
            MarkedSource.Verify(LkcaB + "[Budget({|LKCA0504:MaxParameters = 2_691_309|})] public abstract record M;"));

    [Fact]
    public void LKCA0505_names_total_limit_and_the_layer_that_costs_most() =>
        Assert.Equal(
            ["a forward pass takes 178,592,820 multiply-accumulates per image and the budget is 178,592,819; blocks.0.mlp costs most with 11,289,600"],
            MarkedSource.Verify(LkcaB + "[Budget(MaxParameters = 2_691_310, {|LKCA0505:MaxMacs = 178_592_819|})] public abstract record M;"));

    [Fact]
    public void A_budget_that_is_just_met_is_met() =>
        MarkedSource.Verify(LkcaB + "[Budget(MaxParameters = 2_691_310, MaxMacs = 178_592_820)] public abstract record M;");

    [Fact]
    public void A_model_that_outgrows_an_inherited_budget_answers_for_it_at_its_name() =>
        MarkedSource.Verify(LkcaB + """
            [Budget(MaxParameters = 2_691_310)] public abstract record M;
            [VisionModel, PatchEmbed(Width = 220)] public abstract record {|LKCA0504:N|} : M;
            [VisionModel, PatchEmbed(Width = 220), Budget(MaxParameters = 0)] public abstract record O : M;
            """);

    [Fact]
    public void A_model_that_only_inherits_an_exceeded_budget_does_not_repeat_it() =>
        MarkedSource.Verify(LkcaB + "[Budget({|LKCA0504:MaxParameters = 1|})] public abstract record M; [VisionModel] public abstract record N : M;");
}
