namespace Lkca.Runtime;

/// <summary>How a session is created.</summary>
public sealed record SessionOptions
{
    /// <summary>The most images a call may bring.</summary>
    public int MaxBatch { get; init; } = 128;

    /// <summary>Worker threads; 0 takes one per core. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Device name of the backend: "cpu" here.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Seed of the initial weights.</summary>
    public ulong Seed { get; init; }

    /// <summary>False leaves out gradients, optimiser state and saved activations: only Forward works.</summary>
    public bool Training { get; init; } = true;
}
