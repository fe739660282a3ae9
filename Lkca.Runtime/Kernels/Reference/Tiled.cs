using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Element addresses of the tiled layout, for the naive kernels.</summary>
internal static unsafe class Tiled
{
    /// <summary>Offset of (token, feature).</summary>
    public static long Index(int token, int feature, int features) => Layout.Token(token, features) + (long)feature * Layout.TileTokens;

    /// <summary>Sets a whole tiled matrix, padding lanes included, to zero.</summary>
    public static void Clear<T>(NativeSpan<T> matrix, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Layout.Elements(tokens, features);
        for (long i = 0; i < count; i++)
        {
            matrix.Pointer[i] = T.Zero;
        }
    }
}
