using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Blocks;
using Lkca.Generators.Emit.Cpu;
using Lkca.Generators.Emit.Ilgpu;
using Lkca.Generators.Emit.TorchSharp;
using Lkca.Generators.Graph;
using Lkca.Generators.Passes;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Tests.Graph;

/// <summary>Small models as specs: 4×6 images of two channels in 2×2 patches, so a grid of 2×3 tokens, width 4, hidden width 8, three classes.</summary>
internal static class Specs
{
    public static readonly LkcaMixerSpec Lkca = new("LkcaMixer", 3, 5, Groups: 1, ValueBias: false, Projection: true, ViewKind.Auto);
    public static readonly MhsaMixerSpec Mhsa = new("MhsaMixer", QkvBias: false, ProjectionBias: true);

    /// <summary>Four images a group on the small grid, so that a test may interpret whole groups.</summary>
    public static readonly BackendTraits Traits = CpuTraits.Value with { GroupTokens = 24 };

    private static readonly ViewKind[] Views = [ViewKind.Auto, ViewKind.Convolution, ViewKind.Toeplitz, ViewKind.Fft];

    /// <summary>The paper's base model.</summary>
    public static ModelSpec LkcaB => new(
        "LkcaB", "", true, "LkcaB", new(32, 32, 3), 10, new(4, 4), 210,
        new([new StageSpec(new([new LkcaMixerSpec("LkcaMixer", 15, 15, 1, false, true, ViewKind.Auto)]), 10, 12, 2)]),
        PoolKind.Mean, BackendKind.Cpu, PrecisionKind.Float32, new(0, 0));

    public static ModelSpec Small(params MixerSpec[] pattern) => new(
        "M", "", true, "M", new(4, 6, 2), 3, new(2, 2), 4,
        new([new StageSpec(new(pattern), pattern.Length, 2, 2)]),
        PoolKind.Mean, BackendKind.Cpu, PrecisionKind.Float32, new(0, 0));

    public static ModelSpec SmallWithClassToken(params MixerSpec[] pattern) => Small(pattern) with { Pool = PoolKind.ClassToken };

    /// <summary>Every mixer that a declaration can ask for: views, groups, biases, projections.</summary>
    public static IEnumerable<MixerSpec> Mixers =>
        from view in Views
        from groups in new[] { 1, 2, 4 }
        from valueBias in new[] { false, true }
        from projection in new[] { false, true }
        select (MixerSpec)new LkcaMixerSpec("LkcaMixer", 3, 5, groups, valueBias, projection, view);

    public static IEnumerable<MixerSpec> AttentionMixers =>
        from qkvBias in new[] { false, true }
        from projectionBias in new[] { false, true }
        select (MixerSpec)new MhsaMixerSpec("MhsaMixer", qkvBias, projectionBias);

    /// <summary>All of them in two models, one with each pooling.</summary>
    public static IEnumerable<ModelSpec> Broad => [Small([.. Mixers, .. AttentionMixers]), SmallWithClassToken([.. AttentionMixers])];

    public static ModelGraph Declared(ModelSpec spec) => ModelGraphBuilder.Build(spec);

    public static ModelGraph Lowered(ModelSpec spec) => ModelCompiler.Lower(Declared(spec), Traits);

    public static ScheduledGraph Scheduled(ModelSpec spec) => Schedule.Run(Lowered(spec));

    public static MemoryPlan Planned(ModelSpec spec) => PlanMemory.Run(Scheduled(spec), Traits);

    /// <summary>What the graph pass of this name leaves: the forms of a model from the builder to ChooseLayout.</summary>
    public static IEnumerable<(string Pass, ModelGraph Graph)> Stages(ModelSpec spec)
    {
        var declared = Declared(spec);
        yield return ("builder", Differentiate.Run(declared));
        var graph = Differentiate.Run(Simplify.Run(declared, Traits));
        yield return ("Simplify", graph);
        graph = ChooseView.Run(graph, Traits);
        yield return ("ChooseView", graph);
        var fused = Fuse.Run(graph, Traits);
        yield return ("Fuse", fused);
        yield return ("ChooseLayout", ChooseLayout.Run(fused, Traits with { TransposedWeightTokens = 1 }));
        yield return ("TorchSharp fusions", Fuse.Run(graph, Traits with { Fusions = TorchSharpTraits.Value.Fusions }));
        yield return ("Ilgpu", ModelCompiler.Lower(declared, IlgpuTraits.Value));
    }

    public static IEnumerable<Node> Nodes(ModelGraph graph) => graph.Regions.SelectMany(region => region.Forward.Concat(region.Backward));
}
