using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>From tokens to one vector per image.</summary>
public static unsafe class Pooling
{
    private const int Tile = Layout.TileTokens;

    /// <summary>pooled, tiled (images, features), = mean over each image's tokens: one accumulator per token position modulo 64, then the 64 in
    /// order. Padding lanes are 0.</summary>
    [MethodImpl(Simd.Kernel)]
    [SkipLocalsInit]
    public static void Mean<T>(NativeSpan<T> pooled, NativeSpan<T> z, int images, int tokensPerImage, int features, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!team.EnterAsLeader())
        {
            return;
        }

        T* to = pooled.Require(Layout.Elements(images, features)), from = z.Require(Layout.Elements(images * tokensPerImage, features));
        var sums = stackalloc T[Tile];
        var count = T.CreateTruncating(tokensPerImage);
        for (var image = 0; image < images; image++)
        {
            var target = to + Layout.Token(image, features);
            for (nint c = 0; c < features; c++)
            {
                Lanes.Run<T, FillLanes<T>>(new(sums, T.Zero), Tile);
                for (int within = 0, run; within < tokensPerImage; within += run)
                {
                    var token = image * tokensPerImage + within;
                    run = TokenRuns.Length(token, within, tokensPerImage - within);
                    var part = sums + within % Tile;
                    Lanes.Run<T, AddLanes<T>>(new(part, part, from + Layout.Token(token, features) + c * Tile), run);
                }

                var sum = T.Zero;
                for (nint lane = 0; lane < Tile; lane++)
                {
                    sum += sums[lane];
                }

                target[c * Tile] = sum / count;
            }
        }

        TokenRuns.ClearPadding(to, images, features);
    }

    /// <summary>dZ = dPooled/tokensPerImage at every token of the image; padding lanes are 0.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void MeanBackward<T>(NativeSpan<T> dZ, NativeSpan<T> dPooled, int images, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tokens = images * tokensPerImage;
        T* to = dZ.Require(Layout.Elements(tokens, features)), from = dPooled.Require(Layout.Elements(images, features));
        var count = T.CreateTruncating(tokensPerImage);
        for (int token = 0, run; token < tokens; token += run)
        {
            run = TokenRuns.Length(token, 0, tokensPerImage - token % tokensPerImage);
            var target = to + Layout.Token(token, features);
            var source = from + Layout.Token(token / tokensPerImage, features);
            for (nint c = 0; c < features; c++)
            {
                Lanes.Run<T, FillLanes<T>>(new(target + c * Tile, source[c * Tile] / count), run);
            }
        }

        TokenRuns.ClearPadding(to, tokens, features);
    }

    /// <summary>pooled, tiled (images, features), = each image's first token; padding lanes are 0.</summary>
    public static void First<T>(NativeSpan<T> pooled, NativeSpan<T> z, int images, int tokensPerImage, int features, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!team.EnterAsLeader())
        {
            return;
        }

        T* to = pooled.Require(Layout.Elements(images, features)), from = z.Require(Layout.Elements(images * tokensPerImage, features));
        for (var image = 0; image < images; image++)
        {
            T* target = to + Layout.Token(image, features), source = from + Layout.Token(image * tokensPerImage, features);
            for (nint c = 0; c < features; c++)
            {
                target[c * Tile] = source[c * Tile];
            }
        }

        TokenRuns.ClearPadding(to, images, features);
    }

    /// <summary>dZ = dPooled at each image's first token, 0 elsewhere.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void FirstBackward<T>(NativeSpan<T> dZ, NativeSpan<T> dPooled, int images, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Layout.Elements(images * tokensPerImage, features);
        T* to = dZ.Require(count), from = dPooled.Require(Layout.Elements(images, features));
        Lanes.Run<T, FillLanes<T>>(new(to, T.Zero), (nint)count);
        for (var image = 0; image < images; image++)
        {
            T* target = to + Layout.Token(image * tokensPerImage, features), source = from + Layout.Token(image, features);
            for (nint c = 0; c < features; c++)
            {
                target[c * Tile] = source[c * Tile];
            }
        }
    }
}
