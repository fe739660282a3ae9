using System.Numerics;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>LayerNorm's affine part where it is not folded into a Linear.</summary>
public static class Affine
{
    /// <summary>y = xHat·scale + shift, per feature.</summary>
    public static void Forward<T>(NativeSpan<T> y, NativeSpan<T> xHat, NativeSpan<T> scale, NativeSpan<T> shift, int tokens, int features, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!team.EnterAsLeader())
        {
            return;
        }

        if (Simd.Use512)
        {
            AffineCore<Simd512<T>, Vector512<T>, T>.Forward(y, xHat, scale, shift, tokens, features);
        }
        else if (Simd.Use256)
        {
            AffineCore<Simd256<T>, Vector256<T>, T>.Forward(y, xHat, scale, shift, tokens, features);
        }
        else
        {
            AffineCore<Simd128<T>, Vector128<T>, T>.Forward(y, xHat, scale, shift, tokens, features);
        }
    }

    /// <summary>dXHat = dY·scale.</summary>
    public static void BackwardInput<T>(NativeSpan<T> dXHat, NativeSpan<T> dY, NativeSpan<T> scale, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            AffineCore<Simd512<T>, Vector512<T>, T>.BackwardInput(dXHat, dY, scale, tokens, features);
        }
        else if (Simd.Use256)
        {
            AffineCore<Simd256<T>, Vector256<T>, T>.BackwardInput(dXHat, dY, scale, tokens, features);
        }
        else
        {
            AffineCore<Simd128<T>, Vector128<T>, T>.BackwardInput(dXHat, dY, scale, tokens, features);
        }
    }

    /// <summary>dScale += Σ over tokens of dY ⊙ xHat; the shift's gradient is <see cref="Linear.BackwardBias"/>.</summary>
    public static void BackwardScale<T>(NativeSpan<T> dScale, NativeSpan<T> dY, NativeSpan<T> xHat, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            AffineCore<Simd512<T>, Vector512<T>, T>.BackwardScale(dScale, dY, xHat, tokens, features);
        }
        else if (Simd.Use256)
        {
            AffineCore<Simd256<T>, Vector256<T>, T>.BackwardScale(dScale, dY, xHat, tokens, features);
        }
        else
        {
            AffineCore<Simd128<T>, Vector128<T>, T>.BackwardScale(dScale, dY, xHat, tokens, features);
        }
    }
}
