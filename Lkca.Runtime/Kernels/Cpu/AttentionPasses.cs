using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>What <see cref="AttentionCore{TOps,TVec,T}"/> does between its products.</summary>
internal static unsafe class AttentionPasses<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Log2E = 1.4426950408889634;

    /// <summary>scores = exp(scale·(scores − maximum)), inverse = 1/Σ over keys and log = log Σ exp(scale·scores), per query.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Softmax(T* scores, T* inverse, T* log, nint keys, nint stride, T scale)
    {
        // Powers of two: y = f·score − f·maximum is never above 0, as the same product is taken away.
        var factor = TOps.Broadcast(scale * T.CreateTruncating(Log2E));
        for (nint lane = 0; lane < stride; lane += TOps.Lanes)
        {
            var column = scores + lane;
            var high = Maximum(column, keys, stride);
            var top = TOps.Multiply(high, factor);
            var total = TOps.Zero;
            for (nint key = 0; key < keys; key++)
            {
                var p = ExpFunction.PowerOfTwo<TOps, TVec, T>(TOps.Subtract(TOps.Multiply(TOps.Load(column + key * stride), factor), top));
                TOps.Store(column + key * stride, p);
                total = TOps.Add(total, p);
            }

            TOps.Store(inverse + lane, TOps.Divide(TOps.Broadcast(T.One), total));
            TOps.Store(log + lane, TOps.Fma(high, TOps.Broadcast(scale), LogFunction.Log<TOps, TVec, T>(total)));
        }
    }

    // Four maxima in step, since each waits for its last comparison.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Maximum(T* column, nint keys, nint stride)
    {
        TVec a = TOps.Load(column), b = a, c = a, d = a;
        nint key = 1;
        for (; key <= keys - 4; key += 4)
        {
            var row = column + key * stride;
            a = Larger(a, TOps.Load(row));
            b = Larger(b, TOps.Load(row + stride));
            c = Larger(c, TOps.Load(row + 2 * stride));
            d = Larger(d, TOps.Load(row + 3 * stride));
        }

        for (; key < keys; key++)
        {
            a = Larger(a, TOps.Load(column + key * stride));
        }

        return Larger(Larger(a, b), Larger(c, d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Larger(TVec a, TVec b) => TOps.SelectGreater(a, b, a, b);

    /// <summary>p = exp(scale·p − log), dP = scale·p·(dP − dot), here with queries as rows and keys as lanes.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void ScoreGradients(T* p, T* dP, T* log, T* dot, nint queries, nint stride, T scale)
    {
        var factor = TOps.Broadcast(scale);
        var power = TOps.Broadcast(scale * T.CreateTruncating(Log2E));
        for (nint query = 0; query < queries; query++, p += stride, dP += stride)
        {
            var low = TOps.Broadcast(log[query] * T.CreateTruncating(-Log2E));
            var mean = TOps.Broadcast(dot[query] * -scale);
            for (nint lane = 0; lane < stride; lane += TOps.Lanes)
            {
                // No probability is above 1, whatever rounding did to the saved logarithm.
                var y = TOps.Fma(TOps.Load(p + lane), power, low);
                var probability = ExpFunction.PowerOfTwo<TOps, TVec, T>(TOps.SelectGreater(y, TOps.Zero, TOps.Zero, y));
                TOps.Store(p + lane, probability);
                TOps.Store(dP + lane, TOps.Multiply(probability, TOps.Fma(TOps.Load(dP + lane), factor, mean)));
            }
        }
    }

    /// <summary>dot = Σ over rows of a·b, per query.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void ColumnDots(T* dot, T* a, T* b, nint rows, nint stride)
    {
        for (nint lane = 0; lane < stride; lane += TOps.Lanes)
        {
            var sum = TOps.Zero;
            for (var at = lane; at < rows * stride; at += stride)
            {
                sum = TOps.Fma(TOps.Load(a + at), TOps.Load(b + at), sum);
            }

            TOps.Store(dot + lane, sum);
        }
    }

    /// <summary>rows = rows·factor, per query.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Scale(T* rows, T* factor, nint count, nint stride)
    {
        for (nint lane = 0; lane < stride; lane += TOps.Lanes)
        {
            var by = TOps.Load(factor + lane);
            for (var at = lane; at < count * stride; at += stride)
            {
                TOps.Store(rows + at, TOps.Multiply(TOps.Load(rows + at), by));
            }
        }
    }
}
