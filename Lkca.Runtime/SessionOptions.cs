namespace Lkca.Runtime;

/// <summary>How a session is created.</summary>
public sealed record SessionOptions
{
    /// <summary>The most images a call may bring.</summary>
    public int MaxBatch { get; init; } = 128;

    /// <summary>Worker threads; 0 takes one per core. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Where the session runs: "cpu" on every backend; "cuda", "cuda:1" and the like where the backend has them.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>What products are computed in; weights, gradients and optimiser state keep the model's precision.</summary>
    public ComputePrecision Compute { get; init; }

    /// <summary>Seed of the initial weights.</summary>
    public ulong Seed { get; init; }

    /// <summary>False leaves the parameters at zero, for a session whose weights are loaded next: drawing millions of normal numbers takes longer than reading them.</summary>
    public bool DrawWeights { get; init; } = true;

    /// <summary>False leaves out gradients, optimiser state and saved activations: only Forward works.</summary>
    public bool Training { get; init; } = true;
}
