using System.Numerics;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Linear layers on tiled activations. tokens may be any number from 0 on; lanes beyond it hold finite values in inputs and zeros in gradients.</summary>
public static class Linear
{
    /// <summary>y = x·Wᵀ + b; the sums start at the bias.</summary>
    /// <param name="y">Tiled (tokens, outputs); padding lanes receive finite values.</param>
    /// <param name="x">Tiled (tokens, inputs).</param>
    /// <param name="weight">(outputs, inputs), row-major.</param>
    /// <param name="bias">(outputs), or empty.</param>
    /// <param name="tokens">Tokens, 0 or more.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="team">The workers that share the call.</param>
    /// <exception cref="System.ArgumentException">An argument is shorter than its shape.</exception>
    public static void Forward<T>(NativeSpan<T> y, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, int tokens, int inputs, int outputs, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            LinearCore<Simd512<T>, Vector512<T>, T>.Forward(y, x, weight, bias, tokens, inputs, outputs, team);
        }
        else if (Simd.Use256)
        {
            LinearCore<Simd256<T>, Vector256<T>, T>.Forward(y, x, weight, bias, tokens, inputs, outputs, team);
        }
        else
        {
            LinearCore<Simd128<T>, Vector128<T>, T>.Forward(y, x, weight, bias, tokens, inputs, outputs, team);
        }
    }

    /// <summary>h = x·Wᵀ + b, g = gelu(h) = h·Φ(h), slope = gelu′(h) = Φ(h) + h·φ(h); slope may be empty.</summary>
    public static void ForwardGelu<T>(
        NativeSpan<T> g, NativeSpan<T> slope, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, int tokens, int inputs, int outputs, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            LinearCore<Simd512<T>, Vector512<T>, T>.ForwardGelu(g, slope, x, weight, bias, tokens, inputs, outputs, team);
        }
        else if (Simd.Use256)
        {
            LinearCore<Simd256<T>, Vector256<T>, T>.ForwardGelu(g, slope, x, weight, bias, tokens, inputs, outputs, team);
        }
        else
        {
            LinearCore<Simd128<T>, Vector128<T>, T>.ForwardGelu(g, slope, x, weight, bias, tokens, inputs, outputs, team);
        }
    }

    /// <summary>z[kept[i]] += scale·(x[i]·Wᵀ + b): the residual connection around a Linear.</summary>
    /// <param name="z">Tiled stream of all images, outputs features; padding lanes receive finite values.</param>
    /// <param name="branch">Memory for x·Wᵀ + b, tiled (kept.Count·tokensPerImage, outputs).</param>
    /// <param name="x">Tiled (kept.Count·tokensPerImage, inputs).</param>
    /// <param name="weight">(outputs, inputs), row-major.</param>
    /// <param name="bias">(outputs), or empty.</param>
    /// <param name="scale">1/(1 − p) where branches are dropped with probability p.</param>
    /// <param name="kept">The branch's images.</param>
    /// <param name="tokensPerImage">Tokens of one image.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="team">The workers that share the call.</param>
    /// <exception cref="System.ArgumentException">An argument is shorter than its shape.</exception>
    public static void ForwardAdd<T>(
        NativeSpan<T> z, NativeSpan<T> branch, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, T scale, ImageSet kept, int tokensPerImage, int inputs, int outputs, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            LinearCore<Simd512<T>, Vector512<T>, T>.ForwardAdd(z, branch, x, weight, bias, scale, kept, tokensPerImage, inputs, outputs, team);
        }
        else if (Simd.Use256)
        {
            LinearCore<Simd256<T>, Vector256<T>, T>.ForwardAdd(z, branch, x, weight, bias, scale, kept, tokensPerImage, inputs, outputs, team);
        }
        else
        {
            LinearCore<Simd128<T>, Vector128<T>, T>.ForwardAdd(z, branch, x, weight, bias, scale, kept, tokensPerImage, inputs, outputs, team);
        }
    }

    /// <summary>dX = dY·W; padding lanes of dX are zero because dY's are.</summary>
    /// <param name="dX">Tiled (tokens, inputs).</param>
    /// <param name="dY">Tiled (tokens, outputs), padding lanes zero.</param>
    /// <param name="weight">(outputs, inputs), row-major; transposed: (inputs, outputs), the same bits sooner, since rows are read faster than columns.</param>
    /// <param name="tokens">Tokens, 0 or more.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="transposed">Which of the two <paramref name="weight"/> is.</param>
    /// <exception cref="System.ArgumentException">An argument is shorter than its shape.</exception>
    public static void BackwardInput<T>(NativeSpan<T> dX, NativeSpan<T> dY, NativeSpan<T> weight, int tokens, int inputs, int outputs, bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            LinearCore<Simd512<T>, Vector512<T>, T>.BackwardInput(dX, dY, weight, tokens, inputs, outputs, transposed);
        }
        else if (Simd.Use256)
        {
            LinearCore<Simd256<T>, Vector256<T>, T>.BackwardInput(dX, dY, weight, tokens, inputs, outputs, transposed);
        }
        else
        {
            LinearCore<Simd128<T>, Vector128<T>, T>.BackwardInput(dX, dY, weight, tokens, inputs, outputs, transposed);
        }
    }

    /// <summary>dX = (dY·W) ⊙ factor, with factor tiled (tokens, inputs): <see cref="BackwardInput"/> followed by an activation's slope.</summary>
    public static void BackwardInputTimes<T>(
        NativeSpan<T> dX, NativeSpan<T> dY, NativeSpan<T> weight, NativeSpan<T> factor, int tokens, int inputs, int outputs, bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            LinearCore<Simd512<T>, Vector512<T>, T>.BackwardInputTimes(dX, dY, weight, factor, tokens, inputs, outputs, transposed);
        }
        else if (Simd.Use256)
        {
            LinearCore<Simd256<T>, Vector256<T>, T>.BackwardInputTimes(dX, dY, weight, factor, tokens, inputs, outputs, transposed);
        }
        else
        {
            LinearCore<Simd128<T>, Vector128<T>, T>.BackwardInputTimes(dX, dY, weight, factor, tokens, inputs, outputs, transposed);
        }
    }

    /// <summary>dW += dYᵀ·x and db += Σ over tokens of dY: the sums of columns that fill vectors of 64 bytes start at the memory's value and run over the tokens in order. Those of the columns after these, and db's, are made in one
    /// accumulator for each element of such a vector and added to the memory's value once for every 256 tokens (<see cref="LinearWeightColumns{TOps,TVec,T}"/>); without such columns db's are in the order of <see cref="LaneSums{TOps,TVec,T}"/>.</summary>
    /// <param name="dWeight">(outputs, inputs), row-major; accumulates.</param>
    /// <param name="dBias">(outputs), or empty; accumulates.</param>
    /// <param name="dY">Tiled (tokens, outputs), padding lanes zero.</param>
    /// <param name="x">Tiled (tokens, inputs), padding lanes finite.</param>
    /// <param name="scratch">64 · (tokens rounded up to 64) elements.</param>
    /// <param name="tokens">Tokens, 0 or more.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <exception cref="System.ArgumentException">An argument is shorter than its shape.</exception>
    public static void BackwardWeight<T>(
        NativeSpan<T> dWeight, NativeSpan<T> dBias, NativeSpan<T> dY, NativeSpan<T> x, NativeSpan<T> scratch, int tokens, int inputs, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            LinearWeightCore<Simd512<T>, Vector512<T>, T>.Run(dWeight, dBias, dY, x, scratch, tokens, inputs, outputs);
        }
        else if (Simd.Use256)
        {
            LinearWeightCore<Simd256<T>, Vector256<T>, T>.Run(dWeight, dBias, dY, x, scratch, tokens, inputs, outputs);
        }
        else
        {
            LinearWeightCore<Simd128<T>, Vector128<T>, T>.Run(dWeight, dBias, dY, x, scratch, tokens, inputs, outputs);
        }
    }

    /// <summary>db += Σ over tokens of dY, where no weights' gradient is made of the same dY: in the order of <see cref="LaneSums{TOps,TVec,T}"/>.</summary>
    public static void BackwardBias<T>(NativeSpan<T> dBias, NativeSpan<T> dY, int tokens, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            LinearCore<Simd512<T>, Vector512<T>, T>.BackwardBias(dBias, dY, tokens, outputs);
        }
        else if (Simd.Use256)
        {
            LinearCore<Simd256<T>, Vector256<T>, T>.BackwardBias(dBias, dY, tokens, outputs);
        }
        else
        {
            LinearCore<Simd128<T>, Vector128<T>, T>.BackwardBias(dBias, dY, tokens, outputs);
        }
    }
}
