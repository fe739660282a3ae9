using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Position embedding, class token and row order: the naive twins of <see cref="Cpu.Tokens"/>.</summary>
public static unsafe class Tokens
{
    /// <summary>z = x + position, where position is (features, tokensPerImage) and the same for every image; z may be x.</summary>
    public static void AddPosition<T>(NativeSpan<T> z, NativeSpan<T> x, NativeSpan<T> position, int images, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var t = 0; t < images * tokensPerImage; t++)
        {
            for (var c = 0; c < features; c++)
            {
                var at = Tiled.Index(t, c, features);
                z.Pointer[at] = x.Pointer[at] + position.Pointer[c * tokensPerImage + t % tokensPerImage];
            }
        }
    }

    /// <summary>dPosition (features, tokensPerImage) += Σ over images of dZ.</summary>
    public static void SumImages<T>(NativeSpan<T> dPosition, NativeSpan<T> dZ, int images, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var t = 0; t < images * tokensPerImage; t++)
        {
            for (var c = 0; c < features; c++)
            {
                dPosition.Pointer[c * tokensPerImage + t % tokensPerImage] += dZ.Pointer[Tiled.Index(t, c, features)];
            }
        }
    }

    /// <summary>z: per image the class token and then the image's tokens of x; padding lanes are 0.</summary>
    public static void PrependClass<T>(NativeSpan<T> z, NativeSpan<T> x, NativeSpan<T> classToken, int images, int gridTokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(z, images * (gridTokens + 1), features);
        for (var t = 0; t < images * (gridTokens + 1); t++)
        {
            int image = t / (gridTokens + 1), token = t % (gridTokens + 1);
            for (var c = 0; c < features; c++)
            {
                z.Pointer[Tiled.Index(t, c, features)] =
                    token == 0 ? classToken.Pointer[c] : x.Pointer[Tiled.Index(image * gridTokens + token - 1, c, features)];
            }
        }
    }

    /// <summary>dX: dZ without each image's first token; padding lanes are 0.</summary>
    public static void DropClass<T>(NativeSpan<T> dX, NativeSpan<T> dZ, int images, int gridTokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(dX, images * gridTokens, features);
        for (var t = 0; t < images * gridTokens; t++)
        {
            for (var c = 0; c < features; c++)
            {
                dX.Pointer[Tiled.Index(t, c, features)] = dZ.Pointer[Tiled.Index(t + t / gridTokens + 1, c, features)];
            }
        }
    }

    /// <summary>dClassToken += Σ over images of dZ's first token.</summary>
    public static void SumClass<T>(NativeSpan<T> dClassToken, NativeSpan<T> dZ, int images, int gridTokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var image = 0; image < images; image++)
        {
            for (var c = 0; c < features; c++)
            {
                dClassToken.Pointer[c] += dZ.Pointer[Tiled.Index(image * (gridTokens + 1), c, features)];
            }
        }
    }

    /// <summary>rows (tokens, features), row-major, from tiled x.</summary>
    public static void ToRows<T>(NativeSpan<T> rows, NativeSpan<T> x, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var t = 0; t < tokens; t++)
        {
            for (var c = 0; c < features; c++)
            {
                rows.Pointer[(long)t * features + c] = x.Pointer[Tiled.Index(t, c, features)];
            }
        }
    }
}
