using System.Linq;
using Lkca.Generators.Emit.Ilgpu;
using Lkca.Generators.Graph;
using Lkca.Generators.Passes;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Passes;

public sealed class FuseTests
{
    [Fact]
    public void A_block_of_large_kernels()
    {
        var block = Specs.Lowered(Specs.Small(Specs.Lkca with { View = ViewKind.Convolution })).Kinds[0];
        Printed.AssertLines(
            """
            xHat1 (K, 6, 4), rstd1 (K, 6, 1) = normalize(z)
            merged (4, 4) = matrix_product(lkcaProjWeight, lkcaValueWeight)
            mergedFolded (4, 4) = scale_columns(merged, norm1Weight)
            mergedShift (4) = matrix_vector(merged, norm1Bias)
            value (K, 6, 4) = linear(xHat1, mergedFolded, mergedShift)
            mixed (K, 6, 4) = convolution(value, lkcaKernel)
            z1 (B, 6, 4) = residual_bias(z, mixed, lkcaProjBias)
            xHat2 (K, 6, 4), rstd2 (K, 6, 1) = normalize(z1)
            mlpFc1WeightFolded (8, 4) = scale_columns(mlpFc1Weight, norm2Weight)
            mlpFc1BiasFolded (8) = matrix_vector_add(mlpFc1Weight, norm2Bias, mlpFc1Bias)
            activated (K, 6, 8), slope (K, 6, 8) = linear_gelu(xHat2, mlpFc1WeightFolded, mlpFc1BiasFolded)
            z2 (B, 6, 4), mlp (K, 6, 4) = linear_residual(z1, activated, mlpFc2Weight, mlpFc2Bias)
            """.ReplaceLineEndings("\n"),
            block.Forward);
        Printed.AssertLines(
            """
            dMlp (K, 6, 4) = residual_backward(dZ2)
            dMlpFc2Weight (4, 8), dMlpFc2Bias (4) = linear_backward_weight_bias(dMlp, activated)
            dHidden (K, 6, 8) = linear_backward_input_times(dMlp, mlpFc2Weight, slope)
            dXHat2 (K, 6, 4) = linear_backward_input(dHidden, mlpFc1WeightFolded)
            dMlpFc1WeightFolded (8, 4), dMlpFc1BiasFolded (8) = linear_backward_weight_bias(dHidden, xHat2)
            dNorm2Bias (4) = matrix_transposed_vector(mlpFc1Weight, dMlpFc1BiasFolded)
            dMlpFc1Weight (8, 4) = scale_columns(dMlpFc1WeightFolded, norm2Weight)
            dMlpFc1WeightSum (8, 4) = outer_product_add(dMlpFc1Weight, dMlpFc1BiasFolded, norm2Bias)
            dNorm2Weight (4) = column_dots(dMlpFc1WeightFolded, mlpFc1Weight)
            dZ1 (B, 6, 4) = normalize_backward_add(dZ2, dXHat2, xHat2, rstd2)
            dProjected (K, 6, 4) = residual_backward(dZ1)
            dLkcaProjBias (4) = sum_tokens(dProjected)
            dValue (K, 6, 4) = convolution_backward_input(dProjected, lkcaKernel)
            dLkcaKernel (3, 5) = convolution_backward_kernel(dProjected, value)
            dXHat1 (K, 6, 4) = linear_backward_input(dValue, mergedFolded)
            dMergedFolded (4, 4), dMergedShift (4) = linear_backward_weight_bias(dValue, xHat1)
            dNorm1Bias (4) = matrix_transposed_vector(merged, dMergedShift)
            dMerged (4, 4) = scale_columns(dMergedFolded, norm1Weight)
            dMergedSum (4, 4) = outer_product_add(dMerged, dMergedShift, norm1Bias)
            dNorm1Weight (4) = column_dots(dMergedFolded, merged)
            dLkcaProjWeight (4, 4) = matrix_product_nt(dMergedSum, lkcaValueWeight)
            dLkcaValueWeight (4, 4) = matrix_product_tn(lkcaProjWeight, dMergedSum)
            dZ (B, 6, 4) = normalize_backward_add(dZ1, dXHat1, xHat1, rstd1)
            """.ReplaceLineEndings("\n"),
            block.Backward);
    }

    [Theory]
    [InlineData("linear_gelu", nameof(Fusions.LinearGelu))]
    [InlineData("linear_backward_input_times", nameof(Fusions.LinearBackwardFactor))]
    [InlineData("residual_bias", nameof(Fusions.ResidualBias))]
    [InlineData("normalize_backward_add", nameof(Fusions.NormalizeBackwardAdd))]
    [InlineData("outer_product_add", nameof(Fusions.OuterProductAdd))]
    [InlineData("gelu_backward", nameof(Fusions.GeluBackward))]
    [InlineData("linear_residual", nameof(Fusions.LinearResidual))]
    [InlineData("linear_backward_weight_bias", nameof(Fusions.LinearBackwardBias))]
    public void A_backend_that_lacks_a_compound_step_does_not_get_it(string op, string fusion)
    {
        var graph = Differentiate.Run(Simplify.Run(Specs.Declared(Specs.Small(Specs.Lkca)), Specs.Traits));
        var flag = System.Enum.Parse<Fusions>(fusion);
        Assert.Contains(Specs.Nodes(Fuse.Run(graph, Specs.Traits with { Fusions = flag })), node => node.Op.Name == op);
        Assert.DoesNotContain(Specs.Nodes(Fuse.Run(graph, Specs.Traits with { Fusions = Specs.Traits.Fusions & ~flag })), node => node.Op.Name == op);
    }

    [Fact]
    public void The_selection_is_read_by_the_norm_itself()
    {
        var graph = Differentiate.Run(Specs.Declared(Specs.Small(Specs.Lkca)));
        Assert.DoesNotContain(Fuse.Run(graph, Specs.Traits with { Fusions = Fusions.NormalizeSelect }).Kinds[0].Forward, node => node.Op.Name == "select");
        Assert.Contains(Fuse.Run(graph, Specs.Traits with { Fusions = Fusions.None }).Kinds[0].Forward, node => node.Op.Name == "select");
    }

    [Fact]
    public void Without_fusions_the_graph_stays_as_it_is()
    {
        var graph = Differentiate.Run(Specs.Declared(Specs.Small(Specs.Lkca)));
        Assert.Equal(GraphPrinter.Print(graph), GraphPrinter.Print(Fuse.Run(graph, Specs.Traits with { Fusions = Fusions.None })));
    }

    [Fact]
    public void A_fused_backward_step_belongs_to_the_fused_forward_step()
    {
        var block = Specs.Lowered(Specs.Small(Specs.Lkca)).Kinds[0];
        Assert.Same(block.Maker("activated"), block.Maker("dXHat2").Differentiates);
        Assert.Same(block.Maker("z1"), block.Maker("dLkcaProjBias").Differentiates);
        Assert.Same(block.Maker("xHat1"), block.Maker("dZ").Differentiates);
    }

    /// <summary>What the Ilgpu backend joins beyond the others: the large kernel's product with its residual, LayerNorm's backward step with the next branch's gradient.</summary>
    [Fact]
    public void A_block_on_a_device()
    {
        var block = ModelCompiler.Lower(Specs.Declared(Specs.Small(Specs.Lkca)), IlgpuTraits.Value).Kinds[0];
        Printed.AssertLines(
            """
            xHat1 (K, 6, 4), rstd1 (K, 6, 1) = normalize(z)
            merged (4, 4) = matrix_product(lkcaProjWeight, lkcaValueWeight)
            mergedFolded (4, 4) = scale_columns(merged, norm1Weight)
            mergedShift (4) = matrix_vector(merged, norm1Bias)
            value (K, 6, 4) = linear(xHat1, mergedFolded, mergedShift)
            z1 (B, 6, 4) = implicit_toeplitz_residual(z, value, lkcaKernel, lkcaProjBias)
            xHat2 (K, 6, 4), rstd2 (K, 6, 1) = normalize(z1)
            mlpFc1WeightFolded (8, 4) = scale_columns(mlpFc1Weight, norm2Weight)
            mlpFc1BiasFolded (8) = matrix_vector_add(mlpFc1Weight, norm2Bias, mlpFc1Bias)
            activated (K, 6, 8), slope (K, 6, 8) = linear_gelu(xHat2, mlpFc1WeightFolded, mlpFc1BiasFolded)
            z2 (B, 6, 4), mlp (K, 6, 4) = linear_residual(z1, activated, mlpFc2Weight, mlpFc2Bias)
            """.ReplaceLineEndings("\n"),
            block.Forward);
        Printed.AssertLines(
            """
            dMlp (K, 6, 4) = residual_backward(dZ2)
            dMlpFc2Weight (4, 8), dMlpFc2Bias (4) = linear_backward_weight_bias(dMlp, activated)
            dHidden (K, 6, 8) = linear_backward_input_times(dMlp, mlpFc2Weight, slope)
            dXHat2 (K, 6, 4) = linear_backward_input(dHidden, mlpFc1WeightFolded)
            dMlpFc1WeightFolded (8, 4), dMlpFc1BiasFolded (8) = linear_backward_weight_bias(dHidden, xHat2)
            dZ1 (B, 6, 4), dProjected (K, 6, 4) = normalize_backward_residual(dZ2, dXHat2, xHat2, rstd2)
            dLkcaProjBias (4) = sum_tokens(dProjected)
            dValue (K, 6, 4) = implicit_toeplitz_backward_input(dProjected, lkcaKernel)
            dLkcaKernel (3, 5) = implicit_toeplitz_backward_kernel(dProjected, value)
            dXHat1 (K, 6, 4) = linear_backward_input(dValue, mergedFolded)
            dMergedFolded (4, 4), dMergedShift (4) = linear_backward_weight_bias(dValue, xHat1)
            dZ (B, 6, 4) = normalize_backward_add(dZ1, dXHat1, xHat1, rstd1)
            """.ReplaceLineEndings("\n"),
            [.. block.Backward.Where(node => !node.IsBatchless)]);
    }
}
