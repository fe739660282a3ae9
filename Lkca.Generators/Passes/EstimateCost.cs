using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Passes;

/// <summary>Counts parameters and multiply-accumulates: of the declared graph for what users compare, of the scheduled one for what is executed.</summary>
internal static class EstimateCost
{
    public static CostReport Run(ModelGraph declared, ScheduledGraph scheduled, MemoryPlan memory, BackendTraits traits)
    {
        var layers = new List<LayerCost>();
        AddLayers(layers, declared.Embedding, -1, traits);
        for (var block = 0; block < declared.BlockKinds.Count; block++)
        {
            AddLayers(layers, declared.Kinds[declared.BlockKinds[block]], block, traits);
        }

        AddLayers(layers, declared.Head, -1, traits);
        return new(
            layers.Sum(layer => layer.Parameters),
            layers.Sum(layer => layer.Macs),
            PerModel(declared, region => region.Forward.Sum(node => node.Op.PtflopsCount(node))),
            PerModel(scheduled, region => region.Forward.Sum(Macs)),
            PerModel(scheduled, region => region.Forward.Concat(region.Backward).Where(node => !node.IsOptional).Sum(Macs)),
            PerModel(scheduled, region => region.Prologue.Concat(region.Epilogue).Sum(Macs)),
            layers)
        {
            Step = traits.NodeWork is null ? null : Step(scheduled.Graph, memory, traits) + traits.UpdateWork(memory.Totals.Weights),
            SavedInference = PerModel(scheduled, region => region.Forward.Sum(node => node.Op.SavedMacs(node))),
            SavedTraining = PerModel(scheduled, region => region.Forward.Concat(region.Backward).Where(node => !node.IsOptional).Sum(node => node.Op.SavedMacs(node))),
        };
    }

    private static void AddLayers(List<LayerCost> layers, Region region, int block, BackendTraits traits)
    {
        foreach (var layer in region.Layers)
        {
            var parameters = region.Parameters
                .Where(parameter => parameter.Parameter!.Path == layer.Path || parameter.Parameter.Path.StartsWith(layer.Path + ".", System.StringComparison.Ordinal))
                .Sum(parameter => parameter.Shape.Count);
            var macs = layer.Nodes.Sum(node => Declared(node, traits));
            var view = layer.Nodes.Select(node => node.Op).OfType<LargeKernel>().FirstOrDefault();
            var chosen = view is null ? null : ChooseView.Choose(view.Geometry, layer.Output.Shape.Features, view.View, traits).View.ToString();
            layers.Add(new(block, layer.Path, layer.Kind, ShapeText(layer.Output.Shape), parameters, macs, chosen));
        }
    }

    /// <summary>64×210 for (B, 64, 210).</summary>
    private static string ShapeText(Shape shape) => string.Join("×", shape.Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));

    private static long Declared(Node node, BackendTraits traits)
    {
        if (node.Op is not LargeKernel op)
        {
            return Macs(node);
        }

        var features = node.Output.Shape.Features;
        return ChooseView.Choose(op.Geometry, features, op.View, traits).View switch
        {
            Spec.ViewKind.Toeplitz => (long)op.Geometry.Tokens * op.Geometry.Tokens * features,
            Spec.ViewKind.Convolution => Convolution.MacsOf(op.Geometry, features),
            _ => SpectralProduct.MacsOf(op.Geometry, features),
        };
    }

    /// <summary>A training step of every instance of every region, without the update.</summary>
    public static DeviceWork Step(ModelGraph graph, MemoryPlan memory, BackendTraits traits)
    {
        DeviceWork Of(RegionMemory region) => Sum(region.Region.Forward.Concat(region.Region.Backward)) + OncePerStep(region);
        DeviceWork OncePerStep(RegionMemory region) => Sum(region.Region.Prologue.Concat(region.Region.Epilogue));
        DeviceWork Sum(IEnumerable<Node> nodes) => nodes.Where(node => !node.IsOptional).Aggregate(DeviceWork.None, (sum, node) => sum + traits.NodeWork!(node));

        // What a run of blocks does at once is launched once.
        var spared = !traits.StacksBlocks ? 0 : memory.Kinds.Zip(memory.Runs, (kind, runs) => OncePerStep(kind).Launches * runs.Sum(run => run.Count - 1)).Sum();
        var kinds = memory.Kinds.Select(Of).ToList();
        return graph.BlockKinds.Aggregate(Of(memory.Embedding) + Of(memory.Head), (sum, kind) => sum + kinds[kind])
            + new DeviceWork(-spared, 0, 0, 0, 0);
    }

    private static long Macs(Node node) => node.Op.Macs(node);

    private static long PerModel(ModelGraph graph, System.Func<Region, long> count) =>
        count(graph.Embedding) + graph.BlockKinds.Sum(kind => count(graph.Kinds[kind])) + count(graph.Head);

    private static long PerModel(ScheduledGraph graph, System.Func<ScheduledRegion, long> count) =>
        count(graph.Embedding) + graph.Graph.BlockKinds.Sum(kind => count(graph.Kinds[kind])) + count(graph.Head);
}
