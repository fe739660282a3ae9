namespace Lkca.Runtime.Torch;

/// <summary>The constants of a generated model that its session needs.</summary>
public sealed record TorchPlan
{
    /// <summary>Number of blocks; each has two branches that stochastic depth may drop.</summary>
    public required int Blocks { get; init; }

    /// <summary>Parameters, padded; gradients and both moments have the same size.</summary>
    public required long Weights { get; init; }
}
