using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>From tokens to one vector per image.</summary>
public static unsafe class Pooling
{
    private const int Tile = Layout.TileTokens;

    /// <summary>pooled, tiled (images, features), = mean over each image's tokens, summed in the order of <see cref="LaneSums{TOps,TVec,T}"/> (where an image is no whole tiles, after the sums over positions
    /// that are equal modulo 64). Padding lanes are 0.</summary>
    public static void Mean<T>(NativeSpan<T> pooled, NativeSpan<T> z, int images, int tokensPerImage, int features, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (first, end) = team.EnterForShare(features, Team.FeatureUnit);
        var tokens = images * tokensPerImage;
        T* to = pooled.Require(Layout.Elements(images, features)), from = z.Require(Layout.Elements(team.Places(tokens), features));
        nint secondHalf = team.SecondHalf(tokens, features);
        if (Simd.Use512)
        {
            Mean<Simd512<T>, Vector512<T>, T>(to, from, images, tokensPerImage, features, first, end, secondHalf);
        }
        else if (Simd.Use256)
        {
            Mean<Simd256<T>, Vector256<T>, T>(to, from, images, tokensPerImage, features, first, end, secondHalf);
        }
        else
        {
            Mean<Simd128<T>, Vector128<T>, T>(to, from, images, tokensPerImage, features, first, end, secondHalf);
        }

        if (end == features)
        {
            TokenRuns.ClearPadding(to, images, features);
        }
    }

    [MethodImpl(Simd.Kernel)]
    [SkipLocalsInit]
    private static void Mean<TOps, TVec, T>(T* pooled, T* z, int images, int tokensPerImage, nint features, nint first, nint end, nint secondHalf)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sums = stackalloc T[Tile];
        var count = T.CreateTruncating(tokensPerImage);
        for (var image = 0; image < images; image++)
        {
            var target = pooled + Layout.Token(image, (int)features);
            for (var c = first; c < end; c++)
            {
                T sum;
                if (secondHalf > Tile / 2)
                {
                    // Halves in tiles of their own.
                    var half = z + (2 * image * features + c) * Tile;
                    Lanes.Copy(sums, half, Tile / 2);
                    Lanes.Copy(sums + Tile / 2, half + secondHalf, Tile / 2);
                    sum = LaneSums<TOps, TVec, T>.Sum(sums, null, 1, Tile);
                }
                else if (tokensPerImage % Tile == 0)
                {
                    sum = LaneSums<TOps, TVec, T>.Sum(z + Layout.Token(image * tokensPerImage, (int)features) + c * Tile, null, tokensPerImage / Tile, features * Tile);
                }
                else
                {
                    Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(sums, T.Zero), Tile);
                    SumPositions(sums, z + c * Tile, image * tokensPerImage, tokensPerImage, (int)features);
                    sum = LaneSums<TOps, TVec, T>.Sum(sums, null, 1, Tile);
                }

                target[c * Tile] = sum / count;
            }
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
