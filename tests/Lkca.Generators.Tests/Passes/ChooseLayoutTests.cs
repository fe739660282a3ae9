using System.Linq;
using Lkca.Generators.Emit.Cpu;
using Lkca.Generators.Emit.Ilgpu;
using Lkca.Generators.Emit.TorchSharp;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Passes;
using Lkca.Generators.Tests.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Passes;

public sealed class ChooseLayoutTests
{
    [Fact]
    public void Products_that_carry_a_gradient_back_read_a_transposed_copy()
    {
        var graph = Specs.Lowered(Specs.Small(Specs.Lkca));
        var block = ChooseLayout.Run(graph, Specs.Traits with { TransposedWeightTokens = 1 }).Kinds[0];
        Printed.AssertLines(
            """
            mlpFc2WeightTransposed (8, 4) = transpose(mlpFc2Weight)
            dHidden (K, 6, 8) = linear_backward_input_times_transposed(dMlp, mlpFc2WeightTransposed, slope)
            mlpFc1WeightFoldedTransposed (4, 8) = transpose(mlpFc1WeightFolded)
            dXHat2 (K, 6, 4) = linear_backward_input_transposed(dHidden, mlpFc1WeightFoldedTransposed)
            mergedFoldedTransposed (4, 4) = transpose(mergedFolded)
            dXHat1 (K, 6, 4) = linear_backward_input_transposed(dValue, mergedFoldedTransposed)
            """.ReplaceLineEndings("\n"),
            [.. block.Backward.Where(node => node.Op is Transpose or LinearBackwardInput)]);
    }

    [Fact]
    public void The_copy_belongs_to_the_prologue_and_is_made_once()
    {
        var graph = ChooseLayout.Run(Specs.Lowered(Specs.Small(Specs.Lkca)), Specs.Traits with { TransposedWeightTokens = 1 });
        var block = Schedule.Run(graph).Kinds[0];
        Assert.Equal(3, block.Prologue.Count(node => node.Op is Transpose));
        Assert.DoesNotContain(block.Backward, node => node.Op is Transpose);
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(15, false)]
    public void On_the_Cpu_backend_where_a_register_tile_has_tokens_to_fill_it(int tokens, bool expected)
    {
        Assert.Equal(expected, tokens >= CpuTraits.Value.TransposedWeightTokens);
        Assert.False(tokens >= TorchSharpTraits.Value.TransposedWeightTokens);
        Assert.False(tokens >= IlgpuTraits.Value.TransposedWeightTokens);
    }

    [Fact]
    public void Steps_for_the_gradient_of_the_images_and_products_of_few_tokens_read_the_weights_themselves()
    {
        var graph = Specs.Lowered(Specs.Small(Specs.Lkca));
        var all = ChooseLayout.Run(graph, Specs.Traits with { TransposedWeightTokens = 1 });
        var optional = Specs.Nodes(all).Where(node => node.IsOptional && node.Op is LinearBackwardInput).ToList();
        Assert.NotEmpty(optional);
        Assert.All(optional, node => Assert.False(((LinearBackwardInput)node.Op).IsTransposed));
        Assert.DoesNotContain(Specs.Nodes(ChooseLayout.Run(graph, Specs.Traits with { TransposedWeightTokens = 7 })), node => node.Op is LinearBackwardInput { IsTransposed: true });
    }
}
