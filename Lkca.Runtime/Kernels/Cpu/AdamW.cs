using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization") in PyTorch's order of operations.</summary>
public static unsafe class AdamW
{
    /// <summary>Step t (from 1): p *= 1 − lr·wd; m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·g²; p −= lr/(1−β1ᵗ)·m / (√v/√(1−β2ᵗ) + ε).</summary>
    /// <param name="weights">p, updated.</param>
    /// <param name="gradients">g.</param>
    /// <param name="m">First moments, updated.</param>
    /// <param name="v">Second moments, updated.</param>
    /// <param name="count">Elements.</param>
    /// <param name="options">Learning rate, decay, β1, β2 and ε.</param>
    /// <param name="t">Number of this step, from 1.</param>
    [MethodImpl(Simd.Kernel)]
    public static void Update<T>(
        NativeSpan<T> weights, NativeSpan<T> gradients, NativeSpan<T> m, NativeSpan<T> v, long count, in StepOptions options, long t)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes.Run<T, UpdateLanes<T>>(
            new(weights.Require(count), gradients.Require(count), m.Require(count), v.Require(count), options, t), (nint)count);

    private readonly struct UpdateLanes<T>(T* weights, T* gradients, T* m, T* v, in StepOptions options, long t) : ILaneOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T _decay = Simd.Constant<T>(1 - options.LearningRate * options.WeightDecay);
        private readonly T _beta1 = Simd.Constant<T>(options.Beta1);
        private readonly T _beta2 = Simd.Constant<T>(options.Beta2);
        private readonly T _rest1 = Simd.Constant<T>(1 - options.Beta1);
        private readonly T _rest2 = Simd.Constant<T>(1 - options.Beta2);
        private readonly T _stepSize = Simd.Constant<T>(options.LearningRate / (1 - Math.Pow(options.Beta1, t)));
        private readonly T _correction = Simd.Constant<T>(Math.Sqrt(1 - Math.Pow(options.Beta2, t)));
        private readonly T _epsilon = Simd.Constant<T>(options.Epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TOps, TVec>(nint i)
            where TOps : struct, ISimd<TVec, T>
            where TVec : unmanaged
        {
            var g = TOps.Load(gradients + i);
            var first = TOps.Fma(TOps.Broadcast(_beta1), TOps.Load(m + i), TOps.Multiply(TOps.Broadcast(_rest1), g));
            var second = TOps.Fma(TOps.Broadcast(_beta2), TOps.Load(v + i), TOps.Multiply(TOps.Multiply(TOps.Broadcast(_rest2), g), g));
            var denominator = TOps.Add(TOps.Divide(TOps.Sqrt(second), TOps.Broadcast(_correction)), TOps.Broadcast(_epsilon));
            var step = TOps.Divide(TOps.Multiply(TOps.Broadcast(_stepSize), first), denominator);
            TOps.Store(weights + i, TOps.Subtract(TOps.Multiply(TOps.Load(weights + i), TOps.Broadcast(_decay)), step));
            TOps.Store(m + i, first);
            TOps.Store(v + i, second);
        }
    }
}
