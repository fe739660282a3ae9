using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Gradients summed over micro-batches, measured and scaled.</summary>
public static unsafe class GradientSums
{
    /// <summary>Micro-batch 0: earlier = g; a middle one: earlier += g; the last of n: g = (earlier + g)/n.</summary>
    /// <param name="gradients">g; the mean after the last micro-batch.</param>
    /// <param name="earlier">The sum so far, updated.</param>
    /// <param name="count">Elements.</param>
    /// <param name="microBatch">Number of the micro-batch, from 0.</param>
    /// <param name="microBatches">n, at least 2.</param>
    public static void Add<T>(NativeSpan<T> gradients, NativeSpan<T> earlier, long count, int microBatch, int microBatches)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* g = gradients.Require(count), sum = earlier.Require(count);
        if (microBatch == 0)
        {
            System.Buffer.MemoryCopy(g, sum, count * sizeof(T), count * sizeof(T));
        }
        else if (microBatch < microBatches - 1)
        {
            Lanes.Run<T, SumLanes<T>>(new(sum, sum, g, T.One), (nint)count);
        }
        else
        {
            Lanes.Run<T, SumLanes<T>>(new(g, sum, g, T.One / T.CreateChecked(microBatches)), (nint)count);
        }
    }

    /// <summary>g *= factor.</summary>
    public static void Scale<T>(NativeSpan<T> gradients, T factor, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes.Run<T, ScaleLanes<T>>(new(gradients.Require(count), factor), (nint)count);

    /// <summary>Σ g² in double precision: element i is added to sum i mod 8, and the eight sums are added in order, whatever the width of vectors is.</summary>
    public static double Squares<T>(NativeSpan<T> gradients, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var g = gradients.Require(count);
        var sums = Vector512<double>.Zero;
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            var x = Widen(g + i);
            sums += x * x;
        }

        var total = 0.0;
        for (var lane = 0; lane < 8; lane++)
        {
            var x = i + lane < count ? double.CreateChecked(g[i + lane]) : 0;
            total += sums[lane] + x * x;
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen<T>(T* values)
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            return Vector512.Load((double*)values);
        }

        var (lower, upper) = Vector256.Widen(Vector256.Load((float*)values));
        return Vector512.Create(lower, upper);
    }

    private readonly struct SumLanes<T>(T* to, T* a, T* b, T factor) : ILaneOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TOps, TVec>(nint i)
            where TOps : struct, ISimd<TVec, T>
            where TVec : unmanaged =>
            TOps.Store(to + i, TOps.Multiply(TOps.Broadcast(factor), TOps.Add(TOps.Load(a + i), TOps.Load(b + i))));
    }

    private readonly struct ScaleLanes<T>(T* values, T factor) : ILaneOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TOps, TVec>(nint i)
            where TOps : struct, ISimd<TVec, T>
            where TVec : unmanaged =>
            TOps.Store(values + i, TOps.Multiply(TOps.Broadcast(factor), TOps.Load(values + i)));
    }
}
