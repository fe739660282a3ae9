using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Passes;

/// <summary>Gives every tensor its place in the arena. The residual stream and its gradient share one buffer at the start of Work (the stream is dead when its gradient starts);
/// other temporaries share memory by liveness; what the backward pass reads is kept per block.</summary>
internal static class PlanMemory
{
    public static MemoryPlan Run(ScheduledGraph graph, BackendTraits traits)
    {
        var stream = graph.Embedding.Region.Output.Shape;
        var images = traits.IsPlannedPerImage ? 1 : GroupImages(stream.Tokens, traits);
        var streamElements = Elements(stream, images, traits);
        RegionMemory Plan(ScheduledRegion region) => new RegionPlanner(region, images, streamElements, traits).Run();

        var embedding = Plan(graph.Embedding);
        var kinds = graph.Kinds.Select(Plan).ToList();
        var head = Plan(graph.Head);
        var sequence = new[] { embedding }.Concat(graph.Graph.BlockKinds.Select(kind => kinds[kind])).Concat([head]).ToList();
        var at = new InstancePlace(0, 0, 0, 0);
        var instances = new List<InstancePlace>();
        foreach (var region in sequence)
        {
            instances.Add(at);
            at = checked(new(at.Weights + region.Weights, at.Prepared + region.Prepared, at.Saved + region.Saved, at.Accumulated + region.Accumulated));
        }

        var runs = Enumerable.Range(0, kinds.Count).Select(kind => BlockRuns.Of(kind, graph.Graph.BlockKinds, instances)).ToList();
        long Stacked(ScheduledRegion region) =>
            traits.StacksBlocks && graph.Kinds.Contains(region) ? runs[graph.Kinds.ToList().IndexOf(region)].Max(run => run.Count) : 1;

        return new()
        {
            GroupImages = images,
            TakesHalfTiles = images > 1 && stream.Tokens == traits.TileTokens
                && graph.Regions.SelectMany(region => region.Forward).All(node => traits.TakesHalfTiles(node) || node.Inputs.Concat(node.Outputs).All(IsPerImage)),
            Embedding = embedding,
            Kinds = kinds,
            Head = head,
            Instances = instances,
            Runs = runs,
            Totals = at,
            Work = sequence.Max(region => region.Work),
            EpilogueWork = sequence.Max(region => Stacked(region.Region) * region.EpilogueWork),
            FixedScratch = graph.Regions.Max(region => region.Nodes.Max(node => (node.IsBatchless ? Stacked(region) : 1) * traits.FixedScratch(node))),
            LargestSaved = sequence.Max(region => region.Saved),
        };
    }

    private static bool IsPerImage(Value value) => !value.Shape.IsBatched || value.Shape.Tokens == 1;

    /// <summary>The power of two that brings a group nearest to the backend's token count: batches are powers of two, too. Twice as many images where more than a thirty-second part of the computed lanes
    /// would be padding, as with a class token (measured: a training step of VitB, 65 tokens, takes 0.98 of the time).</summary>
    private static int GroupImages(int tokens, BackendTraits traits)
    {
        var images = 1;
        while (images * 2L * tokens <= traits.GroupTokens + (traits.GroupTokens / 4))
        {
            images *= 2;
        }

        var all = (long)images * tokens;
        return all > traits.TileTokens && 32 * Padding(images) > all && Padding(2 * images) < 2 * Padding(images) ? 2 * images : images;

        long Padding(int count) => (traits.ComputedLanes - ((long)count * tokens % traits.ComputedLanes)) % traits.ComputedLanes;
    }

    /// <summary>Elements of a tensor with its padding: tiles of tokens where there is a batch, the leading alignment otherwise.</summary>
    internal static long Elements(Shape shape, int images, BackendTraits traits)
    {
        if (!shape.IsBatched)
        {
            return Align(shape.Count, traits);
        }

        var tokens = checked((long)images * shape.Tokens);
        var tiles = (tokens + traits.TileTokens - 1) / traits.TileTokens;
        return checked(tiles * traits.TileTokens * (shape.Count / shape.Tokens / shape.Features) * traits.RowStride(shape.Features));
    }

    internal static long Align(long elements, BackendTraits traits) => (elements + traits.Alignment - 1) / traits.Alignment * traits.Alignment;
}
