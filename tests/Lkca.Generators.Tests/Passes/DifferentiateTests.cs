using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Passes;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Passes;

public sealed class DifferentiateTests
{
    private static ModelGraph Lkca => Differentiate.Run(Specs.Declared(Specs.Small(Specs.Lkca)));

    [Fact]
    public void A_block_runs_backwards_and_adds_up_what_meets_at_the_stream() => Printed.AssertLines(
        """
        dMlp (K, 6, 4) = residual_backward(dZ2)
        dActivated (K, 6, 8) = linear_backward_input(dMlp, mlpFc2Weight)
        dMlpFc2Weight (4, 8) = linear_backward_weight(dMlp, activated)
        dMlpFc2Bias (4) = sum_tokens(dMlp)
        dHidden (K, 6, 8) = multiply(dActivated, slope)
        dNormed2 (K, 6, 4) = linear_backward_input(dHidden, mlpFc1Weight)
        dMlpFc1Weight (8, 4) = linear_backward_weight(dHidden, normed2)
        dMlpFc1Bias (8) = sum_tokens(dHidden)
        dXHat2 (K, 6, 4) = affine_backward_input(dNormed2, norm2Weight)
        dNorm2Weight (4) = affine_backward_scale(dNormed2, xHat2)
        dNorm2Bias (4) = sum_tokens(dNormed2)
        dKept2 (K, 6, 4) = normalize_backward(dXHat2, xHat2, rstd2)
        dZ1Branch (B, 6, 4) = unselect(dKept2)
        dZ1 (B, 6, 4) = add(dZ2, dZ1Branch)
        dProjected (K, 6, 4) = residual_backward(dZ1)
        dMixed (K, 6, 4) = linear_backward_input(dProjected, lkcaProjWeight)
        dLkcaProjWeight (4, 4) = linear_backward_weight(dProjected, mixed)
        dLkcaProjBias (4) = sum_tokens(dProjected)
        dValue (K, 6, 4) = large_kernel_backward_input(dMixed, lkcaKernel)
        dLkcaKernel (3, 5) = large_kernel_backward_kernel(dMixed, value)
        dNormed1 (K, 6, 4) = linear_backward_input(dValue, lkcaValueWeight)
        dLkcaValueWeight (4, 4) = linear_backward_weight(dValue, normed1)
        dXHat1 (K, 6, 4) = affine_backward_input(dNormed1, norm1Weight)
        dNorm1Weight (4) = affine_backward_scale(dNormed1, xHat1)
        dNorm1Bias (4) = sum_tokens(dNormed1)
        dKept1 (K, 6, 4) = normalize_backward(dXHat1, xHat1, rstd1)
        dZBranch (B, 6, 4) = unselect(dKept1)
        dZ (B, 6, 4) = add(dZ1, dZBranch)
        """.ReplaceLineEndings("\n"),
        Lkca.Kinds[0].Backward);

    [Fact]
    public void Attention_is_differentiated_from_what_it_kept()
    {
        var block = Differentiate.Run(Specs.Declared(Specs.Small(Specs.Mhsa))).Kinds[0];
        Assert.Equal("dQkv (K, 6, 12) = attention_backward(dAttended, attended, qkv, logSumExp)", Printed.Making(block.Backward, "dQkv"));
    }

    [Fact]
    public void The_loss_stands_at_the_head() => Printed.AssertLines(
        """
        losses (B, 1, 1), dLogits (B, 1, 3) = cross_entropy(logits)
        dNormed (B, 1, 4) = linear_backward_input(dLogits, headWeight)
        dHeadWeight (3, 4) = linear_backward_weight(dLogits, normed)
        dHeadBias (3) = sum_tokens(dLogits)
        dXHat (B, 1, 4) = affine_backward_input(dNormed, fcNormWeight)
        dFcNormWeight (4) = affine_backward_scale(dNormed, xHat)
        dFcNormBias (4) = sum_tokens(dNormed)
        dPooled (B, 1, 4) = normalize_backward(dXHat, xHat, rstd)
        dZ (B, 6, 4) = mean_tokens_backward(dPooled)
        """.ReplaceLineEndings("\n"),
        Lkca.Head.Backward);

    [Fact]
    public void The_head_of_a_class_token_starts_there() =>
        Assert.Equal("dZ (B, 7, 4) = first_token_backward(dPooled)",
            Differentiate.Run(Specs.Declared(Specs.SmallWithClassToken(Specs.Mhsa))).Head.Backward[^1].ToString());

    [Fact]
    public void Only_the_gradient_of_the_images_is_optional()
    {
        var embedding = Differentiate.Run(Specs.Declared(Specs.SmallWithClassToken(Specs.Mhsa))).Embedding;
        Assert.Equal(
            """
            dPatches (B, 6, 8) = linear_backward_input(dEmbedded, patchEmbedProjWeight)
            dImages (B, 2, 4, 6) = patches_backward(dPatches)
            """.ReplaceLineEndings("\n"),
            Printed.Lines(embedding.Backward.Where(node => node.IsOptional)));
        Assert.Contains("    dImages (B, 2, 4, 6) = patches_backward(dPatches) optional\n", GraphPrinter.Print(embedding));
        Assert.All(Lkca.Kinds[0].Backward.Concat(Lkca.Head.Backward), node => Assert.False(node.IsOptional));
    }

    [Fact]
    public void Every_backward_step_knows_what_it_differentiates()
    {
        foreach (var region in Specs.Stages(Specs.Small([.. Specs.Mixers, .. Specs.AttentionMixers])).SelectMany(stage => stage.Graph.Regions))
        {
            var forward = region.Forward.ToHashSet();
            Assert.All(region.Backward.Where(node => node.Op.Name != "cross_entropy"), node => Assert.Contains(node.Differentiates, forward!));
        }
    }

    [Fact]
    public void A_weight_that_is_used_twice_gets_the_sum_of_both_gradients()
    {
        var block = Differentiate.Run(Simplify.Run(Specs.Declared(Specs.Small(Specs.Lkca)), Specs.Traits)).Kinds[0];
        Assert.Equal(
            """
            dMlpFc1WeightShift (8, 4) = outer_product(dMlpFc1BiasFolded, norm2Bias)
            dNorm2Bias (4) = matrix_transposed_vector(mlpFc1Weight, dMlpFc1BiasFolded)
            dMlpFc1Weight (8, 4) = scale_columns(dMlpFc1WeightFolded, norm2Weight)
            dMlpFc1WeightSum (8, 4) = add(dMlpFc1WeightShift, dMlpFc1Weight)
            dNorm2Weight (4) = column_dots(dMlpFc1WeightFolded, mlpFc1Weight)
            """.ReplaceLineEndings("\n"),
            Printed.Making(block.Backward, "dMlpFc1WeightShift", "dNorm2Bias", "dMlpFc1Weight", "dMlpFc1WeightSum", "dNorm2Weight"));
        var gradients = block.ParameterGradients.ToDictionary(pair => pair.Key.Name, pair => pair.Value.Name);
        Assert.Equal("dMlpFc1WeightSum", gradients["mlpFc1Weight"]);
        Assert.Equal("dMlpFc1BiasFolded", gradients["mlpFc1Bias"]);
        Assert.Equal(
            """
            dLkcaProjWeight (4, 4) = matrix_product_nt(dMergedSum, lkcaValueWeight)
            dLkcaValueWeight (4, 4) = matrix_product_tn(lkcaProjWeight, dMergedSum)
            """.ReplaceLineEndings("\n"),
            Printed.Making(block.Backward, "dLkcaProjWeight", "dLkcaValueWeight"));
    }
}
