using System;
using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization") in PyTorch's order of operations: the naive twin of
/// <see cref="Cpu.AdamW"/>.</summary>
public static unsafe class AdamW
{
    /// <summary>Step t (from 1): p *= 1 − lr·wd; m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·g²; p −= lr/(1−β1ᵗ)·m / (√v/√(1−β2ᵗ) + ε).</summary>
    public static void Update<T>(
        NativeSpan<T> weights, NativeSpan<T> gradients, NativeSpan<T> m, NativeSpan<T> v, long count, in StepOptions options, long t)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var decay = T.CreateChecked(1 - options.LearningRate * options.WeightDecay);
        T beta1 = T.CreateChecked(options.Beta1), beta2 = T.CreateChecked(options.Beta2);
        T rest1 = T.CreateChecked(1 - options.Beta1), rest2 = T.CreateChecked(1 - options.Beta2);
        var stepSize = T.CreateChecked(options.LearningRate / (1 - Math.Pow(options.Beta1, t)));
        var correction = T.CreateChecked(Math.Sqrt(1 - Math.Pow(options.Beta2, t)));
        var epsilon = T.CreateChecked(options.Epsilon);
        for (long i = 0; i < count; i++)
        {
            var g = gradients.Pointer[i];
            m.Pointer[i] = beta1 * m.Pointer[i] + rest1 * g;
            v.Pointer[i] = beta2 * v.Pointer[i] + rest2 * g * g;
            weights.Pointer[i] = weights.Pointer[i] * decay - stepSize * m.Pointer[i] / (T.Sqrt(v.Pointer[i]) / correction + epsilon);
        }
    }
}
