using System;
using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>AdamW in PyTorch's order of operations; one thread per scalar.</summary>
internal static class AdamWKernel
{
    /// <summary>w *= 1 − lr·wd; m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·g²; w −= lr/(1−β1ᵗ)·m / (√v/√(1−β2ᵗ) + ε).</summary>
    public static void Update(ArrayView<float> weights, ArrayView<float> gradients, ArrayView<float> firstMoments, ArrayView<float> secondMoments, AdamWRates rates, int count)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var g = gradients[i];
            var m = (rates.Beta1 * firstMoments[i]) + (rates.Rest1 * g);
            var v = (rates.Beta2 * secondMoments[i]) + (rates.Rest2 * g * g);
            firstMoments[i] = m;
            secondMoments[i] = v;
            weights[i] = (weights[i] * rates.Decay) - (rates.StepSize * m / ((MathF.Sqrt(v) / rates.Correction) + rates.Epsilon));
        }
    }
}
