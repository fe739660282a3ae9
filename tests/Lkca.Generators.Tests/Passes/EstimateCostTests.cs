using System.Linq;
using Lkca.Generators.Emit.Cpu;
using Lkca.Generators.Emit.Ilgpu;
using Lkca.Generators.Passes;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Passes;

public sealed class EstimateCostTests
{
    [Fact]
    public void The_papers_base_model()
    {
        var cost = Cost(Specs.LkcaB, CpuTraits.Value);
        Assert.Equal(2_691_310, cost.Parameters);
        Assert.Equal(178_592_820, cost.Macs);
        Assert.Equal(170_806_450, cost.MacsPtflops);
        Assert.Equal(150_368_820, cost.MacsInference);
    }

    [Theory]
    [InlineData(nameof(ViewKind.Toeplitz), 64 * 64 * 210)]
    [InlineData(nameof(ViewKind.Convolution), 64 * 225 * 210)]
    [InlineData(nameof(ViewKind.Fft), ((5 * 256 * 8) + (4 * 256)) * 105)]
    public void A_large_kernel_costs_what_its_view_costs(string view, long operatorMacs)
    {
        var mixer = new LkcaMixerSpec("LkcaMixer", 15, 15, 1, false, true, System.Enum.Parse<ViewKind>(view));
        var layer = Cost(Specs.LkcaB with { Stages = new([new(new([mixer]), 1, 12, 2)]) }, CpuTraits.Value).Layers.Single(layer => layer.Path == "lkca");
        Assert.Equal((2 * 64 * 210 * 210) + operatorMacs, layer.Macs);
        Assert.Equal(view, layer.View);
    }

    /// <summary>Six tokens of width 4, hidden width 8, 15 taps, three classes.</summary>
    [Fact]
    public void A_small_model_counted_by_hand()
    {
        var cost = Cost(Specs.Small(Specs.Lkca with { View = ViewKind.Convolution }), Specs.Traits);
        const int Patch = 6 * 8 * 4, Projection = 6 * 4 * 4, Kernel = 6 * 15 * 4, Mlp = 6 * 4 * 8, Head = 4 * 3;
        Assert.Equal(Patch + (2 * Projection) + Kernel + (2 * Mlp) + Head, cost.Macs);
        Assert.Equal(Patch + Projection + Kernel + (2 * Mlp) + Head, cost.MacsInference);

        // Biases once, one per LayerNorm input (the last one sees a single token), two per GELU input, nothing for the kernel, which is no module.
        Assert.Equal(Patch + 4 + (2 * Projection) + 4 + (2 * Mlp) + 8 + 4 + Head + 3 + (2 * 6 * 4) + (2 * 6 * 8) + 4, cost.MacsPtflops);

        // Backward twice the forward, but for the gradient of the patches, which only the images need.
        Assert.Equal((3 * cost.MacsInference) - Patch, cost.MacsTraining);

        // Wo·Wv and its two gradients; W·β and Wᵀ·db and db ⊗ β for the merged weight, fc1 and the head.
        Assert.Equal((3 * 4 * 4 * 4) + (3 * ((4 * 4) + (8 * 4) + (3 * 4))), cost.MacsPerStep);
        Assert.Equal(226, cost.Parameters);
    }

    /// <summary>The paper's base model on a device, by hand: ten blocks of 6 kernels forward and 17 backward, of which five sums over the batch have a second pass; what has no batch once
    /// for all blocks, 5 before and 14 after (four of them in two passes); 8 for the embedding, 18 for the head, one update.</summary>
    [Fact]
    public void Launches_of_the_papers_base_model() =>
        Assert.Equal((10 * (6 + 17)) + 5 + 14 + 8 + 18 + 1, Cost(Specs.LkcaB, IlgpuTraits.Value).Step!.Launches);

    /// <summary>Of a single launch each: what a step reads and writes are its tensors, rows padded to fours.</summary>
    [Fact]
    public void A_launch_reads_its_inputs_and_writes_its_outputs()
    {
        var block = ModelCompiler.Lower(Specs.Declared(Specs.Small(Specs.Lkca)), IlgpuTraits.Value).Kinds[0];
        Assert.Equal(new(1, 6 * 4, (6 * 4) + (6 * 4), 0, 0), IlgpuWork.Of(block.Maker("xHat1")));
        Assert.Equal(new(1, 6 * 4, 2 * 6 * 8, (8 * 4) + 16, 0), IlgpuWork.Of(block.Maker("activated")));

        // The residual is read and written, the product is nowhere.
        Assert.Equal(new(1, (6 * 4) + (6 * 8), 6 * 4, (4 * 8) + 16, 0), IlgpuWork.Of(block.Maker("z2")));
        Assert.Equal(new(2, (6 * 4) + (6 * 8), 0, 8 * ((4 * 8) + 16), 9 * ((4 * 8) + 16)), IlgpuWork.Of(block.Maker("dMlpFc2Weight")));
    }

    [Fact]
    public void Attention_counts_scores_and_mixing_and_ptflops_only_the_softmax()
    {
        var cost = Cost(Specs.SmallWithClassToken(Specs.Mhsa), Specs.Traits);
        const int Patch = 6 * 8 * 4, Qkv = 7 * 4 * 12, Mixing = 2 * 7 * 7 * 4, Projection = 7 * 4 * 4, Mlp = 7 * 4 * 8, Head = 4 * 3;
        Assert.Equal(Patch + Qkv + Mixing + Projection + (2 * Mlp) + Head, cost.Macs);
        Assert.Equal(cost.Macs, cost.MacsInference);
        Assert.Equal(Patch + 4 + Qkv + (2 * 7 * 7) + Projection + 4 + (2 * Mlp) + 8 + 4 + Head + 3 + (2 * 7 * 4) + (2 * 7 * 8) + 4, cost.MacsPtflops);
    }

    [Fact]
    public void Layers_add_up_in_every_model()
    {
        foreach (var spec in Specs.Broad)
        {
            var cost = Cost(spec, Specs.Traits);
            var graph = Specs.Declared(spec);
            Assert.Equal(cost.Macs, cost.Layers.Sum(layer => layer.Macs));
            Assert.Equal(cost.Parameters, cost.Layers.Sum(layer => layer.Parameters));
            Assert.Equal(cost.Parameters, graph.Regions.Sum(region => graph.Repeats(region) * region.Parameters.Sum(parameter => parameter.Shape.Count)));
            Assert.True(cost.MacsInference <= cost.Macs && cost.MacsTraining > 2 * cost.MacsInference);
            Assert.All(cost.Layers, layer => Assert.Equal(layer.Path == "lkca", layer.View is not null));
        }
    }

    [Fact]
    public void A_layer_of_a_block_has_the_whole_path()
    {
        var layers = Cost(Specs.Small(Specs.Lkca, Specs.Mhsa), Specs.Traits).Layers;
        Assert.Equal(
            ["patch_embed", "pos_embed", "blocks.0.norm1", "blocks.0.lkca", "blocks.0.norm2", "blocks.0.mlp",
                "blocks.1.norm1", "blocks.1.attn", "blocks.1.norm2", "blocks.1.mlp", "fc_norm", "head"],
            layers.Select(layer => layer.FullPath));
        Assert.Equal("6×4", layers[3].Shape);
        Assert.Equal("LkcaMixer", layers[3].Kind);
    }

    private static CostReport Cost(ModelSpec spec, BackendTraits traits)
    {
        var declared = Specs.Declared(spec);
        var scheduled = Schedule.Run(ModelCompiler.Lower(declared, traits));
        return EstimateCost.Run(declared, scheduled, PlanMemory.Run(scheduled, traits), traits);
    }
}
