using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Linear layers on tiled activations, one sum after the other: the naive twins of <see cref="Cpu.Linear"/>.</summary>
public static unsafe class Linear
{
    /// <summary>y = x·Wᵀ + b.</summary>
    /// <param name="y">Tiled (tokens, outputs).</param>
    /// <param name="x">Tiled (tokens, inputs).</param>
    /// <param name="weight">(outputs, inputs).</param>
    /// <param name="bias">(outputs), or empty.</param>
    /// <param name="tokens">Tokens, 0 or more.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    public static void Forward<T>(NativeSpan<T> y, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, int tokens, int inputs, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var t = 0; t < tokens; t++)
        {
            for (var o = 0; o < outputs; o++)
            {
                var sum = bias.IsEmpty ? T.Zero : bias.Pointer[o];
                for (var i = 0; i < inputs; i++)
                {
                    sum += x.Pointer[Tiled.Index(t, i, inputs)] * weight.Pointer[(long)o * inputs + i];
                }

                y.Pointer[Tiled.Index(t, o, outputs)] = sum;
            }
        }
    }

    /// <summary>h = x·Wᵀ + b, g = gelu(h), slope = gelu′(h).</summary>
    public static void ForwardGelu<T>(
        NativeSpan<T> g, NativeSpan<T> slope, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, int tokens, int inputs, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Forward(g, x, weight, bias, tokens, inputs, outputs);
        Gelu.Forward(g, slope, g, tokens, outputs);
    }

    /// <summary>z[kept[i]] += scale·(x[i]·Wᵀ + b); <paramref name="branch"/> receives the bracket.</summary>
    public static void ForwardAdd<T>(
        NativeSpan<T> z, NativeSpan<T> branch, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, T scale, ImageSet kept, int tokensPerImage, int inputs, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Forward(branch, x, weight, bias, kept.Count * tokensPerImage, inputs, outputs);
        Residual.Add(z, branch, default, scale, kept, tokensPerImage, outputs);
    }

    /// <summary>dX = dY·W.</summary>
    public static void BackwardInput<T>(NativeSpan<T> dX, NativeSpan<T> dY, NativeSpan<T> weight, int tokens, int inputs, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(dX, tokens, inputs);
        for (var t = 0; t < tokens; t++)
        {
            for (var i = 0; i < inputs; i++)
            {
                var sum = T.Zero;
                for (var o = 0; o < outputs; o++)
                {
                    sum += dY.Pointer[Tiled.Index(t, o, outputs)] * weight.Pointer[(long)o * inputs + i];
                }

                dX.Pointer[Tiled.Index(t, i, inputs)] = sum;
            }
        }
    }

    /// <summary>dX = (dY·W) ⊙ factor.</summary>
    public static void BackwardInputTimes<T>(
        NativeSpan<T> dX, NativeSpan<T> dY, NativeSpan<T> weight, NativeSpan<T> factor, int tokens, int inputs, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BackwardInput(dX, dY, weight, tokens, inputs, outputs);
        for (var t = 0; t < tokens; t++)
        {
            for (var i = 0; i < inputs; i++)
            {
                dX.Pointer[Tiled.Index(t, i, inputs)] *= factor.Pointer[Tiled.Index(t, i, inputs)];
            }
        }
    }

    /// <summary>dW += dYᵀ·x and, where it is not empty, db += Σ over tokens of dY. <paramref name="scratch"/> is not used.</summary>
    public static void BackwardWeight<T>(
        NativeSpan<T> dWeight, NativeSpan<T> dBias, NativeSpan<T> dY, NativeSpan<T> x, NativeSpan<T> scratch, int tokens, int inputs, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _ = scratch;
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++)
            {
                for (var t = 0; t < tokens; t++)
                {
                    dWeight.Pointer[(long)o * inputs + i] += dY.Pointer[Tiled.Index(t, o, outputs)] * x.Pointer[Tiled.Index(t, i, inputs)];
                }
            }
        }

        if (!dBias.IsEmpty)
        {
            BackwardBias(dBias, dY, tokens, outputs);
        }
    }

    /// <summary>db += Σ over tokens of dY.</summary>
    public static void BackwardBias<T>(NativeSpan<T> dBias, NativeSpan<T> dY, int tokens, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var o = 0; o < outputs; o++)
        {
            for (var t = 0; t < tokens; t++)
            {
                dBias.Pointer[o] += dY.Pointer[Tiled.Index(t, o, outputs)];
            }
        }
    }
}
