using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Spec;
using Xunit;

namespace Lkca.Generators.Tests.Graph;

public sealed class ModelGraphTests
{
    [Fact]
    public void A_model_prints_as_its_regions()
    {
        var graph = Specs.Declared(Specs.Small(Specs.Lkca) with { Stages = new([new(new([Specs.Lkca]), 3, 2, 2)]) });
        Assert.Equal(
            """
            region Embedding (images (B, 2, 4, 6)) -> z
              parameter patch_embed.proj.weight (4, 2, 2, 2)
              parameter patch_embed.proj.bias (4)
              parameter pos_embed (1, 6, 4)
              forward
                patches (B, 6, 8) = patches(images)
                embedded (B, 6, 4) = linear(patches, patchEmbedProjWeight, patchEmbedProjBias)
                positions (4, 6) = transpose(posEmbed)
                z (B, 6, 4) = add_position(embedded, positions)

            region LkcaBlock ×3 (z (B, 6, 4)) -> z2
              parameter blocks.{i}.norm1.weight (4)
              parameter blocks.{i}.norm1.bias (4)
              parameter blocks.{i}.lkca.value.weight (4, 4)
              parameter blocks.{i}.lkca.kernel (3, 5)
              parameter blocks.{i}.lkca.proj.weight (4, 4)
              parameter blocks.{i}.lkca.proj.bias (4)
              parameter blocks.{i}.norm2.weight (4)
              parameter blocks.{i}.norm2.bias (4)
              parameter blocks.{i}.mlp.fc1.weight (8, 4)
              parameter blocks.{i}.mlp.fc1.bias (8)
              parameter blocks.{i}.mlp.fc2.weight (4, 8)
              parameter blocks.{i}.mlp.fc2.bias (4)
              forward
                kept1 (K, 6, 4) = select(z)
                xHat1 (K, 6, 4), rstd1 (K, 6, 1) = normalize(kept1)
                normed1 (K, 6, 4) = affine(xHat1, norm1Weight, norm1Bias)
                value (K, 6, 4) = linear(normed1, lkcaValueWeight)
                mixed (K, 6, 4) = large_kernel(value, lkcaKernel)
                projected (K, 6, 4) = linear(mixed, lkcaProjWeight, lkcaProjBias)
                z1 (B, 6, 4) = residual(z, projected)
                kept2 (K, 6, 4) = select(z1)
                xHat2 (K, 6, 4), rstd2 (K, 6, 1) = normalize(kept2)
                normed2 (K, 6, 4) = affine(xHat2, norm2Weight, norm2Bias)
                hidden (K, 6, 8) = linear(normed2, mlpFc1Weight, mlpFc1Bias)
                activated (K, 6, 8), slope (K, 6, 8) = gelu(hidden)
                mlp (K, 6, 4) = linear(activated, mlpFc2Weight, mlpFc2Bias)
                z2 (B, 6, 4) = residual(z1, mlp)

            region Head (z (B, 6, 4)) -> logits
              parameter fc_norm.weight (4)
              parameter fc_norm.bias (4)
              parameter head.weight (3, 4)
              parameter head.bias (3)
              forward
                pooled (B, 1, 4) = mean_tokens(z)
                xHat (B, 1, 4), rstd (B, 1, 1) = normalize(pooled)
                normed (B, 1, 4) = affine(xHat, fcNormWeight, fcNormBias)
                logits (B, 1, 3) = linear(normed, headWeight, headBias)
                 = store_logits(logits)

            """.ReplaceLineEndings("\n"),
            GraphPrinter.Print(graph));
    }

    [Fact]
    public void A_class_token_stands_before_the_grid_and_is_pooled_before_its_norm()
    {
        var graph = Specs.Declared(Specs.SmallWithClassToken(Specs.Mhsa));
        Assert.Equal(["patch_embed.proj.weight", "patch_embed.proj.bias", "cls_token", "pos_embed"],
            graph.Embedding.Parameters.Select(p => p.Parameter!.Path));
        Assert.Equal("patches linear prepend_class transpose add_position", Printed.Ops(graph.Embedding.Forward));
        Assert.Equal("first_token normalize affine linear store_logits", Printed.Ops(graph.Head.Forward));
        Assert.Equal("norm.weight", graph.Head.Parameters[0].Parameter!.Path);
        Assert.Equal("z (B, 7, 4)", graph.Kinds[0].Input.ToString());
    }

    [Fact]
    public void Blocks_share_a_kind_where_they_differ_in_nothing()
    {
        StageSpec Stage(int heads, double ratio, params MixerSpec[] pattern) => new(new(pattern), pattern.Length, heads, ratio);
        var spec = Specs.Small(Specs.Lkca) with
        {
            Stages = new([Stage(2, 2, Specs.Lkca, Specs.Mhsa), Stage(4, 2, Specs.Lkca),
                Stage(4, 2, Specs.Mhsa), Stage(2, 3, Specs.Lkca), Stage(2, 2, Specs.Mhsa)]),
        };
        var graph = Specs.Declared(spec);
        Assert.Equal(["LkcaBlock", "MhsaBlock", "MhsaBlock2", "LkcaBlock2"], graph.Kinds.Select(kind => kind.Name));
        Assert.Equal([0, 1, 0, 2, 3, 1], graph.BlockKinds);
        Assert.Equal([1, 2, 2, 1, 1, 1], graph.Regions.Select(graph.Repeats));
    }

    [Theory]
    [InlineData(1.0, 4)]
    [InlineData(2.6, 10)]
    [InlineData(0.5, 2)]
    public void The_hidden_width_is_the_integer_part_of_ratio_times_width(double ratio, int hidden)
    {
        var graph = Specs.Declared(Specs.Small(Specs.Lkca) with { Stages = new([new(new([Specs.Lkca]), 1, 2, ratio)]) });
        Assert.Equal(hidden, graph.Kinds[0].Parameters.Single(p => p.Name == "mlpFc1Bias").Shape.Count);
    }

    [Fact]
    public void Kernels_of_groups_have_a_leading_size()
    {
        Shape Kernel(int groups) =>
            Specs.Declared(Specs.Small(Specs.Lkca with { Groups = groups })).Kinds[0].Parameters.Single(p => p.Name == "lkcaKernel").Shape;
        Assert.Equal(Shape.Of(3, 5), Kernel(1));
        Assert.Equal(Shape.Of(2, 3, 5), Kernel(2));
        Assert.Equal(Shape.Of(4, 3, 5), Kernel(4));
    }

    [Fact]
    public void Layers_hold_every_parameter_and_every_step_that_costs()
    {
        foreach (var region in Specs.Broad.SelectMany(spec => Specs.Declared(spec).Regions))
        {
            var paths = region.Layers.Select(layer => layer.Path).ToList();
            Assert.All(region.Parameters, p => Assert.Single(paths,
                path => p.Parameter!.Path == path || p.Parameter.Path.StartsWith(path + ".", System.StringComparison.Ordinal)));
            var inLayers = region.Layers.SelectMany(layer => layer.Nodes).ToHashSet();
            Assert.All(region.Forward.Where(node => node.Op.Macs(node) > 0 || node.Op.PtflopsCount(node) > 0), node => Assert.Contains(node, inLayers));
        }
    }
}
