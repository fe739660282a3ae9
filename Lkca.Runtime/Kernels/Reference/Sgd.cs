using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Stochastic gradient descent with momentum: the naive twin of <see cref="Cpu.Sgd"/>.</summary>
public static unsafe class Sgd
{
    /// <summary>d = g + wd·p; m = μ·m + d; p −= lr·m, with Nesterov p −= lr·(d + μ·m).</summary>
    public static void Update<T>(NativeSpan<T> weights, NativeSpan<T> gradients, NativeSpan<T> momentum, long count, in StepOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T decay = T.CreateChecked(options.WeightDecay), mu = T.CreateChecked(options.Momentum), rate = T.CreateChecked(options.LearningRate);
        for (long i = 0; i < count; i++)
        {
            var d = gradients.Pointer[i] + decay * weights.Pointer[i];
            momentum.Pointer[i] = mu * momentum.Pointer[i] + d;
            weights.Pointer[i] -= rate * (options.Nesterov ? d + mu * momentum.Pointer[i] : momentum.Pointer[i]);
        }
    }
}
