using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>The residual connection with dropped images: the naive twins of <see cref="Cpu.Residual"/>.</summary>
public static unsafe class Residual
{
    /// <summary>z[kept[i]] += scale·(y[i] + bias).</summary>
    public static void Add<T>(NativeSpan<T> z, NativeSpan<T> y, NativeSpan<T> bias, T scale, ImageSet kept, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var t = 0; t < kept.Count * tokensPerImage; t++)
        {
            var target = kept[t / tokensPerImage] * tokensPerImage + t % tokensPerImage;
            for (var c = 0; c < features; c++)
            {
                z.Pointer[Tiled.Index(target, c, features)] += scale * (y.Pointer[Tiled.Index(t, c, features)] + (bias.IsEmpty ? T.Zero : bias.Pointer[c]));
            }
        }
    }

    /// <summary>dY[i] = scale·dZ[kept[i]]; padding lanes of dY are 0.</summary>
    public static void Backward<T>(NativeSpan<T> dY, NativeSpan<T> dZ, T scale, ImageSet kept, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(dY, kept.Count * tokensPerImage, features);
        for (var t = 0; t < kept.Count * tokensPerImage; t++)
        {
            var source = kept[t / tokensPerImage] * tokensPerImage + t % tokensPerImage;
            for (var c = 0; c < features; c++)
            {
                dY.Pointer[Tiled.Index(t, c, features)] = scale * dZ.Pointer[Tiled.Index(source, c, features)];
            }
        }
    }
}
