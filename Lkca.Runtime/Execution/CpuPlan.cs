namespace Lkca.Runtime.Execution;

/// <summary>The memory plan of a generated model: sizes in elements, constants of the compiler.</summary>
public sealed record CpuPlan
{
    /// <summary>Images that run through forward and backward together.</summary>
    public required int GroupImages { get; init; }

    /// <summary>Number of blocks; the instances are the embedding, the blocks and the head.</summary>
    public required int Blocks { get; init; }

    /// <summary>Parameters, padded; gradients and both moments have the same size.</summary>
    public required long Weights { get; init; }

    /// <summary>What is made of the parameters once per step.</summary>
    public required long Prepared { get; init; }

    /// <summary>Sums over the batch that are no parameter's gradient themselves.</summary>
    public required long Accumulated { get; init; }

    /// <summary>What forward keeps for backward, one worker.</summary>
    public required long Saved { get; init; }

    /// <summary>The same where nothing is kept: the largest block's part.</summary>
    public required long SavedInference { get; init; }

    /// <summary>Temporaries of one worker.</summary>
    public required long Work { get; init; }

    /// <summary>True where an image is one tile of tokens and all forward steps also take its halves in tiles of their own.</summary>
    public bool TakesHalfTiles { get; init; }
}

/// <summary>Where the tensors of one instance (embedding, block or head) start in the sections of the arena, in elements.</summary>
/// <param name="Kind">Number of the block's kind; 0 for embedding and head.</param>
/// <param name="Weights">First parameter, also in gradients and moments.</param>
/// <param name="Prepared">First tensor made once per step.</param>
/// <param name="Saved">First tensor kept for the backward pass.</param>
/// <param name="Accumulated">First sum over the batch.</param>
public readonly record struct Place(int Kind, long Weights, long Prepared, long Saved, long Accumulated);
