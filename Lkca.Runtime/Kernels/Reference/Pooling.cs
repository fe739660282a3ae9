using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Mean pooling and the class token's pooling: the naive twins of <see cref="Cpu.Pooling"/>.</summary>
public static unsafe class Pooling
{
    /// <summary>pooled, tiled (images, features), = mean over each image's tokens.</summary>
    public static void Mean<T>(NativeSpan<T> pooled, NativeSpan<T> z, int images, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(pooled, images, features);
        for (var image = 0; image < images; image++)
        {
            for (var c = 0; c < features; c++)
            {
                var sum = T.Zero;
                for (var t = 0; t < tokensPerImage; t++)
                {
                    sum += z.Pointer[Tiled.Index(image * tokensPerImage + t, c, features)];
                }

                pooled.Pointer[Tiled.Index(image, c, features)] = sum / T.CreateChecked(tokensPerImage);
            }
        }
    }

    /// <summary>dZ = dPooled/tokensPerImage at every token of the image; padding lanes are 0.</summary>
    public static void MeanBackward<T>(NativeSpan<T> dZ, NativeSpan<T> dPooled, int images, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(dZ, images * tokensPerImage, features);
        for (var t = 0; t < images * tokensPerImage; t++)
        {
            for (var c = 0; c < features; c++)
            {
                dZ.Pointer[Tiled.Index(t, c, features)] = dPooled.Pointer[Tiled.Index(t / tokensPerImage, c, features)] / T.CreateChecked(tokensPerImage);
            }
        }
    }

    /// <summary>pooled, tiled (images, features), = each image's first token.</summary>
    public static void First<T>(NativeSpan<T> pooled, NativeSpan<T> z, int images, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(pooled, images, features);
        for (var image = 0; image < images; image++)
        {
            for (var c = 0; c < features; c++)
            {
                pooled.Pointer[Tiled.Index(image, c, features)] = z.Pointer[Tiled.Index(image * tokensPerImage, c, features)];
            }
        }
    }

    /// <summary>dZ = dPooled at each image's first token, 0 elsewhere.</summary>
    public static void FirstBackward<T>(NativeSpan<T> dZ, NativeSpan<T> dPooled, int images, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(dZ, images * tokensPerImage, features);
        for (var image = 0; image < images; image++)
        {
            for (var c = 0; c < features; c++)
            {
                dZ.Pointer[Tiled.Index(image * tokensPerImage, c, features)] = dPooled.Pointer[Tiled.Index(image, c, features)];
            }
        }
    }
}
