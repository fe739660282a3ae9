using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Position embedding, class token and row order.</summary>
public static unsafe class Tokens
{
    private const int Tile = Layout.TileTokens;

    /// <summary>z = x + position, where position is (features, tokensPerImage), the same for every image; z may be x.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void AddPosition<T>(NativeSpan<T> z, NativeSpan<T> x, NativeSpan<T> position, int images, int tokensPerImage, int features, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tokens = images * tokensPerImage;

        // As the embedding's product is dealt out, so that everybody adds to what it has made itself where no class token stands between.
        var part = team.EnterForProduct(tokens, features);
        T* to = z.Require(Layout.Elements(part.Places(tokens), features)), from = x.Require(Layout.Elements(part.Places(tokens), features));
        var embedding = position.Require((long)features * tokensPerImage);
        for (int token = part.FromToken, run; token < part.ToToken; token += run)
        {
            var within = token % tokensPerImage;
            run = TokenRuns.Length(token, 0, int.Min(part.ToToken - token, tokensPerImage - within));
            var at = Layout.Token(token + part.Shift, features);
            for (nint c = part.First; c < part.End; c++)
            {
                Lanes.Run<T, AddLanes<T>>(new(to + at + c * Tile, from + at + c * Tile, embedding + c * tokensPerImage + within), run);
            }
        }

        if (to != from && part.HasPadding(tokens) && part.End == features)
        {
            TokenRuns.ClearPadding(to, tokens, features);
        }
    }

    /// <summary>dPosition (features, tokensPerImage) += Σ over images of dZ.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void SumImages<T>(NativeSpan<T> dPosition, NativeSpan<T> dZ, int images, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tokens = images * tokensPerImage;
        T* from = dZ.Require(Layout.Elements(tokens, features)), to = dPosition.Require((long)features * tokensPerImage);
        for (int token = 0, run; token < tokens; token += run)
        {
            var within = token % tokensPerImage;
            run = TokenRuns.Length(token, 0, tokensPerImage - within);
            var at = Layout.Token(token, features);
            for (nint c = 0; c < features; c++)
            {
                var sums = to + c * tokensPerImage + within;
                Lanes.Run<T, AddLanes<T>>(new(sums, sums, from + at + c * Tile), run);
            }
        }
    }

    /// <summary>z: per image the class token (features) and then the image's tokens of x; padding lanes are 0.</summary>
    public static void PrependClass<T>(NativeSpan<T> z, NativeSpan<T> x, NativeSpan<T> classToken, int images, int gridTokens, int features, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!team.EnterAsLeader())
        {
            return;
        }

        var tokens = images * (gridTokens + 1);
        T* to = z.Require(Layout.Elements(tokens, features)), from = x.Require(Layout.Elements(images * gridTokens, features));
        var first = classToken.Require(features);
        for (var image = 0; image < images; image++)
        {
            var token = to + Layout.Token(image * (gridTokens + 1), features);
            for (nint c = 0; c < features; c++)
            {
                token[c * Tile] = first[c];
            }

            TokenRuns.Copy(to, image * (gridTokens + 1) + 1, from, image * gridTokens, gridTokens, features);
        }

        TokenRuns.ClearPadding(to, tokens, features);
    }

    /// <summary>dX: dZ without each image's first token; padding lanes are 0.</summary>
    public static void DropClass<T>(NativeSpan<T> dX, NativeSpan<T> dZ, int images, int gridTokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* to = dX.Require(Layout.Elements(images * gridTokens, features)), from = dZ.Require(Layout.Elements(images * (gridTokens + 1), features));
        for (var image = 0; image < images; image++)
        {
            TokenRuns.Copy(to, image * gridTokens, from, image * (gridTokens + 1) + 1, gridTokens, features);
        }

        TokenRuns.ClearPadding(to, images * gridTokens, features);
    }

    /// <summary>dClassToken += Σ over images of dZ's first token.</summary>
    public static void SumClass<T>(NativeSpan<T> dClassToken, NativeSpan<T> dZ, int images, int gridTokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* sums = dClassToken.Require(features), from = dZ.Require(Layout.Elements(images * (gridTokens + 1), features));
        for (var image = 0; image < images; image++)
        {
            var token = from + Layout.Token(image * (gridTokens + 1), features);
            for (nint c = 0; c < features; c++)
            {
                sums[c] += token[c * Tile];
            }
        }
    }

    /// <summary>rows (tokens, features), row-major, from tiled x.</summary>
    public static void ToRows<T>(NativeSpan<T> rows, NativeSpan<T> x, int tokens, int features, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!team.EnterAsLeader())
        {
            return;
        }

        T* to = rows.Require((long)tokens * features), from = x.Require(Layout.Elements(tokens, features));
        for (var token = 0; token < tokens; token += Tile)
        {
            Transposer.Run(to + (nint)token * features, features, from + (nint)token * features, Tile, features, int.Min(Tile, tokens - token));
        }
    }
}
