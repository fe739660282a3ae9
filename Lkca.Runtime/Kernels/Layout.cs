using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels;

/// <summary>The activation layout of the Cpu backend: feature-major tiles. A matrix of <c>tokens</c> × <c>features</c> is stored as
/// ceil(tokens/64) tiles of [features][64]; token t of feature c lies at <c>(t/64)·features·64 + c·64 + t%64</c>. Only the last tile pads.
/// Image i of a batch occupies the tokens [i·n, (i+1)·n) where n is the number of tokens per image: where n is no multiple of 64, images straddle tiles.
/// Padding lanes hold finite values; in gradients they hold zero.</summary>
public static class Layout
{
    /// <summary>Tokens per tile.</summary>
    public const int TileTokens = 64;

    /// <summary>Tiles that hold <paramref name="tokens"/> tokens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Tiles(int tokens) => (tokens + TileTokens - 1) / TileTokens;

    /// <summary>Elements of a tiled (tokens, features) matrix, padding included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Elements(int tokens, int features) => (long)Tiles(tokens) * TileTokens * features;

    /// <summary>Offset of token <paramref name="token"/>'s feature 0; feature c is c·64 further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Token(int token, int features) => (long)(token / TileTokens) * features * TileTokens + token % TileTokens;
}
