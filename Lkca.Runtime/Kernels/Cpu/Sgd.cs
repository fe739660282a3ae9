using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Stochastic gradient descent with momentum in PyTorch's order of operations (torch.optim.SGD, dampening 0).</summary>
public static unsafe class Sgd
{
    /// <summary>d = g + wd·p; m = μ·m + d; p −= lr·m, with Nesterov p −= lr·(d + μ·m). With m = 0 before the first step this is PyTorch's m = d.</summary>
    /// <param name="weights">p, updated.</param>
    /// <param name="gradients">g.</param>
    /// <param name="momentum">m, updated.</param>
    /// <param name="count">Elements.</param>
    /// <param name="options">Learning rate, decay, momentum and whether Nesterov's.</param>
    [MethodImpl(Simd.Kernel)]
    public static void Update<T>(NativeSpan<T> weights, NativeSpan<T> gradients, NativeSpan<T> momentum, long count, in StepOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes.Run<T, UpdateLanes<T>>(new(weights.Require(count), gradients.Require(count), momentum.Require(count), options), (nint)count);

    private readonly struct UpdateLanes<T>(T* weights, T* gradients, T* m, in StepOptions options) : ILaneOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T _decay = Simd.Constant<T>(options.WeightDecay);
        private readonly T _momentum = Simd.Constant<T>(options.Momentum);
        private readonly T _rate = Simd.Constant<T>(-options.LearningRate);
        private readonly bool _nesterov = options.Nesterov;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TOps, TVec>(nint i)
            where TOps : struct, ISimd<TVec, T>
            where TVec : unmanaged
        {
            var p = TOps.Load(weights + i);
            var d = TOps.Fma(TOps.Broadcast(_decay), p, TOps.Load(gradients + i));
            var next = TOps.Fma(TOps.Broadcast(_momentum), TOps.Load(m + i), d);
            var direction = _nesterov ? TOps.Fma(TOps.Broadcast(_momentum), next, d) : next;
            TOps.Store(weights + i, TOps.Fma(TOps.Broadcast(_rate), direction, p));
            TOps.Store(m + i, next);
        }
    }
}
