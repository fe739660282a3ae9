using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Passes;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Passes;

public sealed class SimplifyTests
{
    [Fact]
    public void Value_and_output_projection_become_one_product_and_affines_go_into_the_next_linear() => Printed.AssertLines(
        """
        kept1 (K, 6, 4) = select(z)
        xHat1 (K, 6, 4), rstd1 (K, 6, 1) = normalize(kept1)
        merged (4, 4) = matrix_product(lkcaProjWeight, lkcaValueWeight)
        mergedFolded (4, 4) = scale_columns(merged, norm1Weight)
        mergedShift (4) = matrix_vector(merged, norm1Bias)
        value (K, 6, 4) = linear(xHat1, mergedFolded, mergedShift)
        mixed (K, 6, 4) = large_kernel(value, lkcaKernel)
        projected (K, 6, 4) = add_bias(mixed, lkcaProjBias)
        z1 (B, 6, 4) = residual(z, projected)
        kept2 (K, 6, 4) = select(z1)
        xHat2 (K, 6, 4), rstd2 (K, 6, 1) = normalize(kept2)
        mlpFc1WeightFolded (8, 4) = scale_columns(mlpFc1Weight, norm2Weight)
        mlpFc1BiasFolded (8) = matrix_vector_add(mlpFc1Weight, norm2Bias, mlpFc1Bias)
        hidden (K, 6, 8) = linear(xHat2, mlpFc1WeightFolded, mlpFc1BiasFolded)
        activated (K, 6, 8), slope (K, 6, 8) = gelu(hidden)
        mlp (K, 6, 4) = linear(activated, mlpFc2Weight, mlpFc2Bias)
        z2 (B, 6, 4) = residual(z1, mlp)
        """.ReplaceLineEndings("\n"),
        Block(Specs.Lkca).Forward);

    [Fact]
    public void Several_kernels_do_not_commute_with_the_projection() => Assert.Equal(
        """
        lkcaValueWeightFolded (4, 4) = scale_columns(lkcaValueWeight, norm1Weight)
        lkcaValueWeightShift (4) = matrix_vector(lkcaValueWeight, norm1Bias)
        value (K, 6, 4) = linear(xHat1, lkcaValueWeightFolded, lkcaValueWeightShift)
        mixed (K, 6, 4) = large_kernel(value, lkcaKernel)
        projected (K, 6, 4) = linear(mixed, lkcaProjWeight, lkcaProjBias)
        """.ReplaceLineEndings("\n"),
        Mixer(Specs.Lkca with { Groups = 2 }));

    [Fact]
    public void A_bias_between_the_projections_keeps_them_apart() => Assert.Equal(
        """
        lkcaValueWeightFolded (4, 4) = scale_columns(lkcaValueWeight, norm1Weight)
        lkcaValueBiasFolded (4) = matrix_vector_add(lkcaValueWeight, norm1Bias, lkcaValueBias)
        value (K, 6, 4) = linear(xHat1, lkcaValueWeightFolded, lkcaValueBiasFolded)
        mixed (K, 6, 4) = large_kernel(value, lkcaKernel)
        projected (K, 6, 4) = linear(mixed, lkcaProjWeight, lkcaProjBias)
        """.ReplaceLineEndings("\n"),
        Mixer(Specs.Lkca with { ValueBias = true }));

    [Fact]
    public void Without_a_projection_nothing_is_merged() => Assert.Equal(
        """
        lkcaValueWeightFolded (4, 4) = scale_columns(lkcaValueWeight, norm1Weight)
        lkcaValueWeightShift (4) = matrix_vector(lkcaValueWeight, norm1Bias)
        value (K, 6, 4) = linear(xHat1, lkcaValueWeightFolded, lkcaValueWeightShift)
        mixed (K, 6, 4) = large_kernel(value, lkcaKernel)
        """.ReplaceLineEndings("\n"),
        Mixer(Specs.Lkca with { Projection = false }));

    [Fact]
    public void Attention_keeps_its_projections() => Assert.Equal(
        """
        attnQkvWeightFolded (12, 4) = scale_columns(attnQkvWeight, norm1Weight)
        attnQkvWeightShift (12) = matrix_vector(attnQkvWeight, norm1Bias)
        qkv (K, 6, 12) = linear(xHat1, attnQkvWeightFolded, attnQkvWeightShift)
        attended (K, 6, 4), logSumExp (K, 6, 2) = attention(qkv)
        projected (K, 6, 4) = linear(attended, attnProjWeight, attnProjBias)
        """.ReplaceLineEndings("\n"),
        Mixer(Specs.Mhsa));

    [Fact]
    public void Where_a_step_sees_few_tokens_merging_does_not_pay()
    {
        var graph = Simplify.Run(Specs.Declared(Specs.Small(Specs.Lkca)), Specs.Traits with { NominalBatch = 2 });
        Assert.DoesNotContain(graph.Kinds[0].Forward, node => node.Op.Name == "matrix_product");
    }

    [Fact]
    public void The_head_folds_its_norm_and_the_embedding_stays()
    {
        var graph = Simplify.Run(Specs.Declared(Specs.Small(Specs.Lkca)), Specs.Traits);
        Assert.Equal("mean_tokens normalize scale_columns matrix_vector_add linear store_logits", Printed.Ops(graph.Head.Forward));
        Assert.Equal("patches linear transpose add_position", Printed.Ops(graph.Embedding.Forward));
    }

    [Fact]
    public void No_affine_is_left_in_any_model() => Assert.All(
        Specs.Broad.SelectMany(spec => Specs.Nodes(Simplify.Run(Specs.Declared(spec), Specs.Traits))),
        node => Assert.NotEqual("affine", node.Op.Name));

    private static Region Block(MixerSpec mixer) => Simplify.Run(Specs.Declared(Specs.Small(mixer)), Specs.Traits).Kinds[0];

    /// <summary>The steps between the first norm and the residual.</summary>
    private static string Mixer(MixerSpec mixer) => Printed.Lines(Block(mixer).Forward.Skip(2).TakeWhile(node => node.Op.Name != "residual"));
}
