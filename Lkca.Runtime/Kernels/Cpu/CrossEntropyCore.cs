using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary><see cref="CrossEntropy"/> for one vector width: lanes are images.</summary>
internal static unsafe class CrossEntropyCore<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = Layout.TileTokens;

    /// <inheritdoc cref="CrossEntropy.Forward{T}"/>
    [SkipLocalsInit]
    public static void Forward(
        NativeSpan<T> losses, NativeSpan<T> dLogits, NativeSpan<T> logits, NativeSpan<T> targets, T smoothing, T scale, int images, int classes)
    {
        T* x = logits.Require(Layout.Elements(images, classes)), d = dLogits.Require(Layout.Elements(images, classes));
        T* target = targets.Require((long)images * classes), loss = losses.Require(images);
        T* logSum = stackalloc T[Tile], total = stackalloc T[Tile], sum = stackalloc T[Tile];
        for (var first = 0; first < images; first += Tile, x += classes * Tile, d += classes * Tile)
        {
            var used = int.Min(Tile, images - first);
            Targets(d, target + (long)first * classes, smoothing, used, classes);
            LogSums(logSum, x, classes);
            for (nint lane = 0; lane < Tile; lane += TOps.Lanes)
            {
                Totals(total + lane, sum + lane, x + lane, d + lane, TOps.Load(logSum + lane), classes);
                Gradients(d + lane, x + lane, TOps.Load(logSum + lane), TOps.Load(total + lane), TOps.Broadcast(scale), classes);
            }

            for (var image = 0; image < used; image++)
            {
                loss[first + image] = sum[image];
            }

            TokenRuns.ClearPadding(d, used, classes);
        }
    }

    // q = (1 − s)·target + s/C, one row per class
    private static void Targets(T* q, T* targets, T smoothing, int images, int classes)
    {
        var rest = T.One - smoothing;
        var floor = smoothing / T.CreateTruncating(classes);
        for (nint c = 0; c < classes; c++)
        {
            for (nint image = 0; image < images; image++)
            {
                q[c * Tile + image] = rest * targets[image * classes + c] + floor;
            }

            for (nint image = images; image < Tile; image++)
            {
                q[c * Tile + image] = T.Zero;
            }
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void LogSums(T* logSum, T* x, nint classes)
    {
        for (nint lane = 0; lane < Tile; lane += TOps.Lanes)
        {
            var max = TOps.Load(x + lane);
            for (nint c = 1; c < classes; c++)
            {
                var logit = TOps.Load(x + c * Tile + lane);
                max = TOps.SelectGreater(max, logit, max, logit);
            }

            var sum = TOps.Zero;
            for (nint c = 0; c < classes; c++)
            {
                sum = TOps.Add(sum, ExpFunction.Exp<TOps, TVec, T>(TOps.Subtract(TOps.Load(x + c * Tile + lane), max)));
            }

            TOps.Store(logSum + lane, sum);
            for (nint i = lane; i < lane + TOps.Lanes; i++)
            {
                logSum[i] = T.Log(logSum[i]);
            }

            TOps.Store(logSum + lane, TOps.Add(max, TOps.Load(logSum + lane)));
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Totals(T* total, T* loss, T* x, T* q, TVec logSum, nint classes)
    {
        TVec totals = TOps.Zero, losses = TOps.Zero;
        for (nint c = 0; c < classes; c++)
        {
            var target = TOps.Load(q + c * Tile);
            totals = TOps.Add(totals, target);
            losses = TOps.Fma(target, TOps.Subtract(logSum, TOps.Load(x + c * Tile)), losses);
        }

        TOps.Store(total, totals);
        TOps.Store(loss, losses);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Gradients(T* d, T* x, TVec logSum, TVec total, TVec scale, nint classes)
    {
        for (nint c = 0; c < classes; c++)
        {
            var probability = ExpFunction.Exp<TOps, TVec, T>(TOps.Subtract(TOps.Load(x + c * Tile), logSum));
            var gradient = TOps.Subtract(TOps.Multiply(probability, total), TOps.Load(d + c * Tile));
            TOps.Store(d + c * Tile, TOps.Multiply(scale, gradient));
        }
    }
}
