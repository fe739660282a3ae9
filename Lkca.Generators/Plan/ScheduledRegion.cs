using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Plan;

/// <summary>A region's steps in the three phases of a training step: what depends on parameters only (once per step), the body per group of images, and what
/// depends on sums over the batch (once per step, after the last group).</summary>
internal sealed record ScheduledRegion(Region Region, IReadOnlyList<Node> Prologue, IReadOnlyList<Node> Forward, IReadOnlyList<Node> Backward, IReadOnlyList<Node> Epilogue)
{
    /// <summary>The steps of all phases.</summary>
    public IEnumerable<Node> Nodes => Prologue.Concat(Forward).Concat(Backward).Concat(Epilogue);

    /// <summary>The sums over the batch that the body makes, in order.</summary>
    public IEnumerable<Value> Accumulated => Forward.Concat(Backward).Where(node => node.IsAccumulation).SelectMany(node => node.Outputs);

    /// <summary>Forward values that the backward pass reads.</summary>
    public IEnumerable<Value> Saved
    {
        get
        {
            var read = new HashSet<Value>(Backward.SelectMany(node => node.Inputs));
            return Forward.SelectMany(node => node.Outputs).Where(read.Contains);
        }
    }
}

/// <summary>The scheduled model.</summary>
internal sealed record ScheduledGraph(ModelGraph Graph, ScheduledRegion Embedding, IReadOnlyList<ScheduledRegion> Kinds, ScheduledRegion Head)
{
    /// <summary>Every region once, in order of first execution.</summary>
    public IEnumerable<ScheduledRegion> Regions => new[] { Embedding }.Concat(Kinds).Concat([Head]);
}
