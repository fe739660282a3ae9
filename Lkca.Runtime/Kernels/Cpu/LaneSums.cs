// Measured: sums of 512 tokens × 210 features, float, one Zen 4 core: one feature at a time 13.5 µs, four at a time 7.2 µs (a chain of additions each).
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
    [MethodImpl(Simd.Kernel)]
        public static void AddRows(T* sums, T* a, T* b, int tiles, int features)
    {
        const int Together = 4;
        var lanes = stackalloc T[Together * Layout.TileTokens];
        for (nint first = 0; first < features; first += Together)
        {
            var count = nint.Min(Together, features - first);
            for (nint c = 0; c < count; c++)
            {
                Column(lanes + c * Layout.TileTokens, a, b, (first + c) * Layout.TileTokens, tiles, (nint)features * Layout.TileTokens);
            }

            // Four chains of additions at once: each has to wait for its own predecessor only.
            T s0 = T.Zero, s1 = s0, s2 = s0, s3 = s0;
            for (nint i = 0; i < Layout.TileTokens; i++)
            {
                s0 += lanes[i];
                s1 += lanes[i + Layout.TileTokens];
                s2 += lanes[i + 2 * Layout.TileTokens];
                s3 += lanes[i + 3 * Layout.TileTokens];
            }

            sums[first] += s0;
            if (count > 1)
            {
                sums[first + 1] += s1;
            }

            if (count > 2)
            {
                sums[first + 2] += s2;
            }

            if (count > 3)
            {
                sums[first + 3] += s3;
            }
        }
    }

    // lanes[lane] = Σ over tiles of a (⊙ b) at `start`
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column(T* lanes, T* a, T* b, nint start, nint tiles, nint stride)
    {
        for (nint lane = 0; lane < Layout.TileTokens; lane += 4 * TOps.Lanes)
        {
            TVec s0 = TOps.Zero, s1 = s0, s2 = s0, s3 = s0;
            var at = start + lane;
            for (nint tile = 0; tile < tiles; tile++, at += stride)
            {
                s0 = Term(a, b, at, s0);
                s1 = Term(a, b, at + TOps.Lanes, s1);
                s2 = Term(a, b, at + 2 * TOps.Lanes, s2);
                s3 = Term(a, b, at + 3 * TOps.Lanes, s3);
            }

            TOps.Store(lanes + lane, s0);
            TOps.Store(lanes + lane + TOps.Lanes, s1);
            TOps.Store(lanes + lane + 2 * TOps.Lanes, s2);
            TOps.Store(lanes + lane + 3 * TOps.Lanes, s3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Term(T* a, T* b, nint at, TVec sum) =>
        b == null ? TOps.Add(sum, TOps.Load(a + at)) : TOps.Fma(TOps.Load(a + at), TOps.Load(b + at), sum);
}
