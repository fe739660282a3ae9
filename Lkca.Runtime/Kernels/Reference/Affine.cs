using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>LayerNorm's affine part where it is not folded into a Linear: the naive twins of <see cref="Cpu.Affine"/>.</summary>
public static unsafe class Affine
{
    /// <summary>y = xHat·scale + shift, per feature.</summary>
    public static void Forward<T>(NativeSpan<T> y, NativeSpan<T> xHat, NativeSpan<T> scale, NativeSpan<T> shift, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var t = 0; t < tokens; t++)
        {
            for (var c = 0; c < features; c++)
            {
                y.Pointer[Tiled.Index(t, c, features)] = xHat.Pointer[Tiled.Index(t, c, features)] * scale.Pointer[c] + shift.Pointer[c];
            }
        }
    }

    /// <summary>dXHat = dY·scale.</summary>
    public static void BackwardInput<T>(NativeSpan<T> dXHat, NativeSpan<T> dY, NativeSpan<T> scale, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(dXHat, tokens, features);
        for (var t = 0; t < tokens; t++)
        {
            for (var c = 0; c < features; c++)
            {
                dXHat.Pointer[Tiled.Index(t, c, features)] = dY.Pointer[Tiled.Index(t, c, features)] * scale.Pointer[c];
            }
        }
    }

    /// <summary>dScale += Σ over tokens of dY ⊙ xHat.</summary>
    public static void BackwardScale<T>(NativeSpan<T> dScale, NativeSpan<T> dY, NativeSpan<T> xHat, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var c = 0; c < features; c++)
        {
            for (var t = 0; t < tokens; t++)
            {
                dScale.Pointer[c] += dY.Pointer[Tiled.Index(t, c, features)] * xHat.Pointer[Tiled.Index(t, c, features)];
            }
        }
    }
}
