using System.Numerics;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Multi-head self-attention between its projections; probabilities are recomputed in the backward pass from the saved log-sum-exp (Dao
/// et al., "FlashAttention", 2022).</summary>
public static class Attention
{
    /// <summary>Elements of scratch for one call: three matrices of tokens × tokens and six slices of a head.</summary>
    public static long ScratchElements(int tokensPerImage, int features, int heads)
    {
        long stride = Toeplitz.LeadingDimension(tokensPerImage);
        return (3 * tokensPerImage + 2 + 6 * (features / heads)) * stride;
    }

    /// <summary>output = softmax(q·kᵀ/√dh)·v per image and head, with dh = features/heads.</summary>
    /// <param name="output">Tiled (images·tokensPerImage, features); padding lanes are 0.</param>
    /// <param name="logSumExp">Tiled (images·tokensPerImage, heads): log Σ over keys of exp of the scaled scores.</param>
    /// <param name="qkv">Tiled (images·tokensPerImage, 3·features): q, k, v; head h owns the features [h·dh, (h+1)·dh) of each.</param>
    /// <param name="scratch"><see cref="ScratchElements"/>, of each worker its own.</param>
    /// <param name="images">Images.</param>
    /// <param name="tokensPerImage">Tokens of one image.</param>
    /// <param name="features">Features.</param>
    /// <param name="heads">Heads; divides features.</param>
    /// <param name="team">The workers that share the call.</param>
    public static void Forward<T>(
        NativeSpan<T> output, NativeSpan<T> logSumExp, NativeSpan<T> qkv, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int heads, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            AttentionCore<Simd512<T>, Vector512<T>, T>.Forward(output, logSumExp, qkv, scratch, images, tokensPerImage, features, heads, team);
        }
        else if (Simd.Use256)
        {
            AttentionCore<Simd256<T>, Vector256<T>, T>.Forward(output, logSumExp, qkv, scratch, images, tokensPerImage, features, heads, team);
        }
        else
        {
            AttentionCore<Simd128<T>, Vector128<T>, T>.Forward(output, logSumExp, qkv, scratch, images, tokensPerImage, features, heads, team);
        }
    }

    /// <summary>dS = P ⊙ (dO·Vᵀ − Σ_c dO ⊙ O)/√dh, dQ = dS·K, dK = dSᵀ·Q, dV = Pᵀ·dO; padding lanes of dQkv are 0.</summary>
    public static void Backward<T>(
        NativeSpan<T> dQkv, NativeSpan<T> dOutput, NativeSpan<T> output, NativeSpan<T> qkv, NativeSpan<T> logSumExp, NativeSpan<T> scratch,
        int images, int tokensPerImage, int features, int heads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            AttentionCore<Simd512<T>, Vector512<T>, T>.Backward(dQkv, dOutput, output, qkv, logSumExp, scratch, images, tokensPerImage, features, heads);
        }
        else if (Simd.Use256)
        {
            AttentionCore<Simd256<T>, Vector256<T>, T>.Backward(dQkv, dOutput, output, qkv, logSumExp, scratch, images, tokensPerImage, features, heads);
        }
        else
        {
            AttentionCore<Simd128<T>, Vector128<T>, T>.Backward(dQkv, dOutput, output, qkv, logSumExp, scratch, images, tokensPerImage, features, heads);
        }
    }
}
