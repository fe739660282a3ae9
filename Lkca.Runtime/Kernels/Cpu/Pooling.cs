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
        const int Together = 4;
        var (first, end) = team.EnterForShare(features, Together);
        T* to = pooled.Require(Layout.Elements(images, features)), from = z.Require(Layout.Elements(images * tokensPerImage, features));
        var sums = stackalloc T[Together * Tile];
        var count = T.CreateTruncating(tokensPerImage);
        for (var image = 0; image < images; image++)
        {
            var target = to + Layout.Token(image, features);
            for (nint c = first; c < end; c += Together)
            {
                var used = nint.Min(Together, end - c);
                Lanes.Run<T, FillLanes<T>>(new(sums, T.Zero), Together * Tile);
                for (nint i = 0; i < used; i++)
                {
                    SumPositions(sums + i * Tile, from + (c + i) * Tile, image * tokensPerImage, tokensPerImage, features);
                }

                // Four chains of additions at once: each has to wait for its own predecessor only.
                T s0 = T.Zero, s1 = s0, s2 = s0, s3 = s0;
                for (nint lane = 0; lane < Tile; lane++)
                {
                    s0 += sums[lane];
                    s1 += sums[lane + Tile];
                    s2 += sums[lane + 2 * Tile];
                    s3 += sums[lane + 3 * Tile];
                }

                for (nint i = 0; i < used; i++)
                {
                    target[(c + i) * Tile] = (i switch { 0 => s0, 1 => s1, 2 => s2, _ => s3 }) / count;
                }
            }
        }

        if (end == features)
        {
            TokenRuns.ClearPadding(to, images, features);
        }
    }

    // sums[position modulo 64] += a feature at the tokens of an image
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumPositions<T>(T* sums, T* feature, int start, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int within = 0, run; within < tokens; within += run)
        {
            run = TokenRuns.Length(start + within, within, tokens - within);
            var part = sums + within % Tile;
            Lanes.Run<T, AddLanes<T>>(new(part, part, feature + Layout.Token(start + within, features)), run);
        }
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
