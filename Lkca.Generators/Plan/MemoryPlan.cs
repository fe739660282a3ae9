using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Plan;

/// <summary>The sections of the arena. Offsets are in elements from the start of the region instance's part of the section.</summary>
internal enum Section
{
    /// <summary>Parameters in checkpoint layout; gradients and moments lie at the same offsets of stores of their own.</summary>
    Weights,

    /// <summary>Made by the prologue from parameters, once per step.</summary>
    Prepared,

    /// <summary>Forward values that the backward pass reads; per worker, one part per block in training.</summary>
    Saved,

    /// <summary>Temporaries of one group; per worker, shared by all regions.</summary>
    Work,

    /// <summary>Sums over the batch that are no parameter's gradient themselves.</summary>
    Accumulated,

    /// <summary>Gradients of parameters, in the layout of Weights.</summary>
    Gradients,

    /// <summary>Images, losses and the like: the caller's memory.</summary>
    External,
}

/// <summary>Where a tensor lies.</summary>
internal sealed record Placement(Section Section, long Offset, long Elements);

/// <summary>The memory of one region; block kinds have one plan for all their blocks.</summary>
internal sealed record RegionMemory
{
    public required ScheduledRegion Region { get; init; }

    /// <summary>Place of every value while the body runs, and of prologue and epilogue values.</summary>
    public required IReadOnlyDictionary<Value, Placement> Body { get; init; }

    /// <summary>Scratch of the kernels that need some, behind the temporaries of Work; null where none does.</summary>
    public required Placement? Scratch { get; init; }

    public required long Weights { get; init; }

    public required long Prepared { get; init; }

    public required long Saved { get; init; }

    public required long Accumulated { get; init; }

    /// <summary>Temporaries; where the plan is per image, those of the body alone.</summary>
    public required long Work { get; init; }

    /// <summary>Temporaries of the epilogue, which have no batch.</summary>
    public required long EpilogueWork { get; init; }
}

/// <summary>The arena of a model: constants of the generated code.</summary>
internal sealed record MemoryPlan
{
    /// <summary>Images that run through forward and backward together.</summary>
    public required int GroupImages { get; init; }

    /// <summary>True where an image is one tile of tokens, a group has room for two tiles, and all forward steps take halves of tiles in tiles of their own.</summary>
    public required bool TakesHalfTiles { get; init; }

    public required RegionMemory Embedding { get; init; }

    public required IReadOnlyList<RegionMemory> Kinds { get; init; }

    public required RegionMemory Head { get; init; }

    /// <summary>Where each instance's parts start: embedding, blocks, head.</summary>
    public required IReadOnlyList<InstancePlace> Instances { get; init; }

    /// <summary>The blocks of each kind, in runs.</summary>
    public required IReadOnlyList<IReadOnlyList<BlockRun>> Runs { get; init; }

    /// <summary>Totals of the sections, one copy each; Saved as training needs it.</summary>
    public required InstancePlace Totals { get; init; }

    /// <summary>Elements of Work, per worker.</summary>
    public required long Work { get; init; }

    /// <summary>Elements of the epilogue's temporaries: they share memory with Work.</summary>
    public required long EpilogueWork { get; init; }

    /// <summary>Scratch elements of the kernels that need some whatever the batch is.</summary>
    public required long FixedScratch { get; init; }

    /// <summary>The largest Saved part of one instance: all that inference needs, where nothing is kept for a backward pass.</summary>
    public required long LargestSaved { get; init; }

    /// <summary>Elements that do not depend on the batch: weights, gradients, two moments, prepared tensors, sums, scratch.</summary>
    public long FixedElements => (4 * Totals.Weights) + Totals.Prepared + Totals.Accumulated + FixedScratch;

    /// <summary>Elements of one worker: a group's activations.</summary>
    public long WorkerElements => Totals.Saved + Work;
}

/// <summary>Start of an instance in each section.</summary>
internal sealed record InstancePlace(long Weights, long Prepared, long Saved, long Accumulated);
