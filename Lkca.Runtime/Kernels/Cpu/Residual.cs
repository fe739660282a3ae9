using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The residual connection with dropped images (stochastic depth): the branch is compact, the stream holds every image.</summary>
public static unsafe class Residual
{
    /// <summary>z[kept[i]] += scale·(y[i] + bias).</summary>
    /// <param name="z">Tiled stream of all images.</param>
    /// <param name="y">Tiled (kept.Count·tokensPerImage, features).</param>
    /// <param name="bias">(features), or empty.</param>
    /// <param name="scale">1/(1 − p) where branches are dropped with probability p.</param>
    /// <param name="kept">The branch's images.</param>
    /// <param name="tokensPerImage">Tokens of one image.</param>
    /// <param name="features">Features of a token.</param>
    /// <param name="team">The workers that share the call.</param>
    [MethodImpl(Simd.Kernel)]
    public static void Add<T>(NativeSpan<T> z, NativeSpan<T> y, NativeSpan<T> bias, T scale, ImageSet kept, int tokensPerImage, int features, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tokens = kept.Count * tokensPerImage;

        // As products are dealt out, so that a token's stream stays with one worker.
        var part = team.EnterForProduct(tokens, features);
        var source = y.Require(Layout.Elements(part.Places(tokens), features));
        var target = tokens == 0 ? null : z.Require(Layout.Elements(part.Places((kept[kept.Count - 1] + 1) * tokensPerImage), features));
        var shifts = bias.IsEmpty ? null : bias.Require(features);
        for (int token = part.FromToken, run; token < part.ToToken; token += run)
        {
            var at = kept[token / tokensPerImage] * tokensPerImage + token % tokensPerImage;
            run = TokenRuns.Length(token, at, int.Min(part.ToToken - token, tokensPerImage - token % tokensPerImage));
            T* to = target + Layout.Token(at + part.Shift, features), from = source + Layout.Token(token + part.Shift, features);
            for (nint c = part.First; c < part.End; c++)
            {
                Lanes.Run<T, ResidualLanes<T>>(
                    new(to + c * Layout.TileTokens, from + c * Layout.TileTokens, scale, shifts == null ? T.Zero : shifts[c]), run);
            }
        }
    }

    /// <summary>dY[i] = scale·dZ[kept[i]]; padding lanes of dY are 0.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Backward<T>(NativeSpan<T> dY, NativeSpan<T> dZ, T scale, ImageSet kept, int tokensPerImage, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tokens = kept.Count * tokensPerImage;
        var target = dY.Require(Layout.Elements(tokens, features));
        var source = tokens == 0 ? null : dZ.Require(Layout.Elements((kept[kept.Count - 1] + 1) * tokensPerImage, features));
        for (int token = 0, run; token < tokens; token += run)
        {
            var at = kept[token / tokensPerImage] * tokensPerImage + token % tokensPerImage;
            run = TokenRuns.Length(token, at, tokensPerImage - token % tokensPerImage);
            T* to = target + Layout.Token(token, features), from = source + Layout.Token(at, features);
            for (nint c = 0; c < features; c++)
            {
                Lanes.Run<T, ScaleLanes<T>>(new(to + c * Layout.TileTokens, from + c * Layout.TileTokens, scale), run);
            }
        }

        TokenRuns.ClearPadding(target, tokens, features);
    }
}
