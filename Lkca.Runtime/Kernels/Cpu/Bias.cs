using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Adding one value per feature.</summary>
public static unsafe class Bias
{
    /// <summary>y = x + bias; y may be x.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Add<T>(NativeSpan<T> y, NativeSpan<T> x, NativeSpan<T> bias, int tokens, int features, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!team.EnterAsLeader())
        {
            return;
        }

        T* to = y.Require(Layout.Elements(tokens, features)), from = x.Require(Layout.Elements(tokens, features)), shift = bias.Require(features);
        for (var tile = 0; tile < Layout.Tiles(tokens); tile++)
        {
            for (var c = 0; c < features; c++, to += Layout.TileTokens, from += Layout.TileTokens)
            {
                Lanes.Run<T, AffineLanes<T>>(new(to, from, T.One, shift[c]), Layout.TileTokens);
            }
        }
    }
}
