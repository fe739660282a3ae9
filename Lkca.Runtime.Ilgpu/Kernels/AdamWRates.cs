using System;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>What AdamW's step t needs of the options, computed once on the host in double.</summary>
internal readonly record struct AdamWRates(float Decay, float Beta1, float Rest1, float Beta2, float Rest2, float StepSize, float Correction, float Epsilon)
{
    /// <summary>The rates of step <paramref name="t"/>, counted from 1.</summary>
    public static AdamWRates Of(in StepOptions options, long t) => new(
        (float)(1 - (options.LearningRate * options.WeightDecay)),
        (float)options.Beta1,
        (float)(1 - options.Beta1),
        (float)options.Beta2,
        (float)(1 - options.Beta2),
        (float)(options.LearningRate / (1 - Math.Pow(options.Beta1, t))),
        (float)Math.Sqrt(1 - Math.Pow(options.Beta2, t)),
        (float)options.Epsilon);
}
