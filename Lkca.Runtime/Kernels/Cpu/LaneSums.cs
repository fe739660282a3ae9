using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Sums over tokens: one accumulator per lane of a tile, over the tiles in order, then the 64 lanes in order. The same bits for every width.</summary>
internal static unsafe class LaneSums<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>sums[c] += Σ over tokens of a[c] (⊙ b[c] where b is not null), both tiled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void AddRows(T* sums, T* a, T* b, int tiles, int features)
    {
        var lanes = stackalloc T[Layout.TileTokens];
        for (nint c = 0; c < features; c++)
        {
            for (nint lane = 0; lane < Layout.TileTokens; lane += TOps.Lanes)
            {
                var sum = TOps.Zero;
                for (nint tile = 0; tile < tiles; tile++)
                {
                    var at = (tile * features + c) * Layout.TileTokens + lane;
                    sum = b == null ? TOps.Add(sum, TOps.Load(a + at)) : TOps.Fma(TOps.Load(a + at), TOps.Load(b + at), sum);
                }

                TOps.Store(lanes + lane, sum);
            }

            sums[c] += Ascending(lanes, Layout.TileTokens);
        }
    }

    /// <summary>Σ of <paramref name="count"/> elements, ascending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Ascending(T* lanes, int count)
    {
        var sum = T.Zero;
        for (nint i = 0; i < count; i++)
        {
            sum += lanes[i];
        }

        return sum;
    }
}
