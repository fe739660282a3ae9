using System.Numerics;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>LayerNorm (Ba et al., 2016) without its affine part, with dropped images.</summary>
public static class Normalize
{
    /// <summary>xHat = (z − mean)·rstd, rstd = 1/√(variance + ε), mean and biased variance over the features of a token.</summary>
    /// <param name="xHat">Tiled (kept.Count·tokensPerImage, features): image i is image kept[i] of z; padding lanes are 0.</param>
    /// <param name="rstd">Tiled (kept.Count·tokensPerImage, 1); padding lanes are 0.</param>
    /// <param name="z">Tiled, all images of the group.</param>
    /// <param name="kept">The branch's images.</param>
    /// <param name="tokensPerImage">Tokens of one image.</param>
    /// <param name="features">Features of a token.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="team">The workers that share the call; more than one only where all images are kept.</param>
    public static void Forward<T>(
        NativeSpan<T> xHat, NativeSpan<T> rstd, NativeSpan<T> z, ImageSet kept, int tokensPerImage, int features, double epsilon, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            NormalizeCore<Simd512<T>, Vector512<T>, T>.Forward(xHat, rstd, z, kept, tokensPerImage, features, epsilon, team);
        }
        else if (Simd.Use256)
        {
            // Pairs, so that a tile's 64 lanes are four vectors of floats and its lines are read in order.
            NormalizeCore<SimdPair<Simd256<T>, Vector256<T>, T>, VectorPair<Vector256<T>>, T>.Forward(xHat, rstd, z, kept, tokensPerImage, features, epsilon, team);
        }
        else
        {
            NormalizeCore<Simd128<T>, Vector128<T>, T>.Forward(xHat, rstd, z, kept, tokensPerImage, features, epsilon, team);
        }
    }

    /// <summary>dZ[kept[i]] += rstd·(dXHat − mean(dXHat) − xHat·mean(dXHat ⊙ xHat)), means over features.</summary>
    public static void BackwardAdd<T>(
        NativeSpan<T> dZ, NativeSpan<T> dXHat, NativeSpan<T> xHat, NativeSpan<T> rstd, ImageSet kept, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            NormalizeCore<Simd512<T>, Vector512<T>, T>.BackwardAdd(dZ, dXHat, xHat, rstd, kept, tokensPerImage, features);
        }
        else if (Simd.Use256)
        {
            NormalizeCore<Simd256<T>, Vector256<T>, T>.BackwardAdd(dZ, dXHat, xHat, rstd, kept, tokensPerImage, features);
        }
        else
        {
            NormalizeCore<Simd128<T>, Vector128<T>, T>.BackwardAdd(dZ, dXHat, xHat, rstd, kept, tokensPerImage, features);
        }
    }

    /// <summary>dX = rstd·(dXHat − mean(dXHat) − xHat·mean(dXHat ⊙ xHat)); padding lanes of dX are 0.</summary>
    public static void Backward<T>(NativeSpan<T> dX, NativeSpan<T> dXHat, NativeSpan<T> xHat, NativeSpan<T> rstd, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            NormalizeCore<Simd512<T>, Vector512<T>, T>.Backward(dX, dXHat, xHat, rstd, tokens, features);
        }
        else if (Simd.Use256)
        {
            NormalizeCore<Simd256<T>, Vector256<T>, T>.Backward(dX, dXHat, xHat, rstd, tokens, features);
        }
        else
        {
            NormalizeCore<Simd128<T>, Vector128<T>, T>.Backward(dX, dXHat, xHat, rstd, tokens, features);
        }
    }
}
