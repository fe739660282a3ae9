using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Passes;
using Xunit;

namespace Lkca.Generators.Tests.Graph;

/// <summary>The verifier between passes, against graphs that a wrong pass could leave.</summary>
public sealed class GraphVerifierTests
{
    private static ModelGraph Whole => Differentiate.Run(Specs.Declared(Specs.Small(Specs.Lkca)));

    [Fact]
    public void Every_form_of_every_model_passes() =>
        Assert.All(Specs.Broad.SelectMany(Specs.Stages), stage => GraphVerifier.Verify(stage.Graph, stage.Pass));

    [Fact]
    public void A_value_that_is_used_before_it_is_made() => AssertFinds(
        "after Test, region LkcaBlock: value (K, 6, 4) = linear(normed1, lkcaValueWeight) uses normed1 before it is made",
        region => region with { Forward = [.. region.Forward.Where(node => node.Output.Name != "normed1")] });

    [Fact]
    public void Steps_in_the_wrong_order() => AssertFinds(
        "after Test, region LkcaBlock: xHat1 (K, 6, 4), rstd1 (K, 6, 1) = normalize(kept1) uses kept1 before it is made",
        region => region with { Forward = [region.Forward[1], region.Forward[0], .. region.Forward.Skip(2)] });

    [Fact]
    public void A_value_that_is_made_twice() => AssertFinds(
        "after Test, region LkcaBlock: kept1 is made twice",
        region => region with { Forward = [region.Forward[0], .. region.Forward] });

    [Fact]
    public void A_name_that_stands_for_two_values() => AssertFinds(
        "after Test, region LkcaBlock: the name kept1 stands for two values",
        region => region with
        {
            Forward = [region.Forward[0], Nodes.Create(region.Forward[0].Op, region.Forward[0].Inputs, ["kept1"]), .. region.Forward.Skip(1)],
        });

    [Fact]
    public void A_gradient_with_the_name_of_the_output_gradient() => AssertFinds(
        "after Test, region LkcaBlock: the name dZ2 stands for two values",
        region => region with { Forward = [Nodes.Create(new Select(0), [region.Input], ["dZ2"]), .. region.Forward] });

    [Fact]
    public void A_shape_that_the_rule_does_not_give() => AssertFinds(
        "after Test, region LkcaBlock: kept1 (K, 6, 5) = select(z): the rule gives (K, 6, 4)",
        region => region with
        {
            Forward = [region.Forward[0].With(outputs: [new Value("kept1", new(Leading.Kept, new([6, 5])))]), .. region.Forward.Skip(1)],
        });

    [Fact]
    public void An_input_that_does_not_fit() => AssertFinds(
        "after Test, region LkcaBlock: a bias of 8 entries on (K, 6, 4)",
        region => region with
        {
            Forward =
            [
                .. region.Forward,
                new Node(new AddBias(), [region.Forward[0].Output, region.Parameters.Single(p => p.Name == "mlpFc1Bias")], [new Value("x", region.Input.Shape)]),
            ],
        });

    [Fact]
    public void An_output_that_nobody_makes() => AssertFinds(
        "after Test, region LkcaBlock: the output z2 is not made",
        region => region with { Forward = [.. region.Forward.Take(region.Forward.Count - 1)] });

    [Fact]
    public void A_parameter_without_a_gradient() => AssertFinds(
        "after Test, region LkcaBlock: norm2Bias receives no gradient",
        region => region with
        {
            ParameterGradients = region.ParameterGradients.Where(pair => pair.Key.Name != "norm2Bias").ToDictionary(pair => pair.Key, pair => pair.Value),
        });

    [Fact]
    public void A_gradient_that_nobody_makes() => AssertFinds(
        "after Test, region LkcaBlock: the gradient of lkcaKernel is not made",
        region => region with { Backward = [.. region.Backward.Where(node => node.Output.Name != "dLkcaKernel")] });

    [Fact]
    public void A_gradient_of_another_size() => AssertFinds(
        "after Test, region LkcaBlock: the gradient of norm1Weight has shape (8, 4), not (4)",
        region => region with
        {
            ParameterGradients = region.ParameterGradients.ToDictionary(
                pair => pair.Key,
                pair => pair.Key.Name == "norm1Weight" ? region.ParameterGradients.Single(other => other.Key.Name == "mlpFc1Weight").Value : pair.Value),
        });

    [Fact]
    public void A_block_of_a_kind_that_does_not_exist()
    {
        var error = Assert.Throws<GraphException>(() => GraphVerifier.Verify(Whole with { BlockKinds = [0, 1] }, "Test"));
        Assert.Equal("after Test: a block refers to a kind that does not exist", error.Message);
    }

    private static void AssertFinds(string message, Func<Region, Region> breaking)
    {
        var whole = Whole;
        var broken = whole.Map(region => ReferenceEquals(region, whole.Kinds[0]) ? breaking(region) : region);
        Assert.Equal(message, Assert.Throws<GraphException>(() => GraphVerifier.Verify(broken, "Test")).Message);
    }
}
