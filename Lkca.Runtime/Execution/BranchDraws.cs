using Lkca.Runtime.Training;

namespace Lkca.Runtime.Execution;

/// <summary>Stochastic depth: which branches a sample keeps. A function of (seed, step, sample, site) alone, so it is the same on every backend.</summary>
public static class BranchDraws
{
    /// <summary>Whether the sample keeps the branch; sites 2i and 2i+1 are the mixer and the MLP of block i. True with probability 1 − DropPath.</summary>
    public static bool Keeps(in StepOptions options, int sample, int site) => CounterRandom.Uniform(options.Seed, options.Step, sample, site) >= options.DropPath;

    /// <summary>What a kept branch is multiplied by, so that its expectation stays: 1/(1−p).</summary>
    public static double Scale(in StepOptions options) => 1 / (1 - options.DropPath);
}
