using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>LayerNorm without affine part: the naive twins of <see cref="Cpu.Normalize"/>.</summary>
public static unsafe class Normalize
{
    /// <summary>xHat = (z − mean)·rstd with rstd = 1/√(variance + ε), biased variance, for the kept images; padding lanes are 0.</summary>
    public static void Forward<T>(NativeSpan<T> xHat, NativeSpan<T> rstd, NativeSpan<T> z, ImageSet kept, int tokensPerImage, int features, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(xHat, kept.Count * tokensPerImage, features);
        Tiled.Clear(rstd, kept.Count * tokensPerImage, 1);
        var n = T.CreateChecked(features);
        for (var t = 0; t < kept.Count * tokensPerImage; t++)
        {
            var source = kept[t / tokensPerImage] * tokensPerImage + t % tokensPerImage;
            T mean = T.Zero, variance = T.Zero;
            for (var c = 0; c < features; c++)
            {
                mean += z.Pointer[Tiled.Index(source, c, features)];
            }

            mean /= n;
            for (var c = 0; c < features; c++)
            {
                var centred = z.Pointer[Tiled.Index(source, c, features)] - mean;
                variance += centred * centred;
            }

            var scale = T.One / T.Sqrt(variance / n + T.CreateChecked(epsilon));
            rstd.Pointer[Tiled.Index(t, 0, 1)] = scale;
            for (var c = 0; c < features; c++)
            {
                xHat.Pointer[Tiled.Index(t, c, features)] = (z.Pointer[Tiled.Index(source, c, features)] - mean) * scale;
            }
        }
    }

    /// <summary>dZ[kept[i]] += rstd·(dXHat − mean(dXHat) − xHat·mean(dXHat ⊙ xHat)), means over features.</summary>
    public static void BackwardAdd<T>(
        NativeSpan<T> dZ, NativeSpan<T> dXHat, NativeSpan<T> xHat, NativeSpan<T> rstd, ImageSet kept, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var t = 0; t < kept.Count * tokensPerImage; t++)
        {
            var target = kept[t / tokensPerImage] * tokensPerImage + t % tokensPerImage;
            Token(dZ, target, dXHat, xHat, rstd, t, features, add: true);
        }
    }

    /// <summary>dX = rstd·(dXHat − mean(dXHat) − xHat·mean(dXHat ⊙ xHat)).</summary>
    public static void Backward<T>(NativeSpan<T> dX, NativeSpan<T> dXHat, NativeSpan<T> xHat, NativeSpan<T> rstd, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(dX, tokens, features);
        for (var t = 0; t < tokens; t++)
        {
            Token(dX, t, dXHat, xHat, rstd, t, features, add: false);
        }
    }

    private static void Token<T>(
        NativeSpan<T> dX, int target, NativeSpan<T> dXHat, NativeSpan<T> xHat, NativeSpan<T> rstd, int t, int features, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T mean = T.Zero, dot = T.Zero;
        for (var c = 0; c < features; c++)
        {
            var d = dXHat.Pointer[Tiled.Index(t, c, features)];
            mean += d;
            dot += d * xHat.Pointer[Tiled.Index(t, c, features)];
        }

        mean /= T.CreateChecked(features);
        dot /= T.CreateChecked(features);
        for (var c = 0; c < features; c++)
        {
            var gradient = rstd.Pointer[Tiled.Index(t, 0, 1)]
                * (dXHat.Pointer[Tiled.Index(t, c, features)] - mean - xHat.Pointer[Tiled.Index(t, c, features)] * dot);
            var at = Tiled.Index(target, c, features);
            dX.Pointer[at] = add ? dX.Pointer[at] + gradient : gradient;
        }
    }
}
