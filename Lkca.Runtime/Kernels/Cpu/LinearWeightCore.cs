// Measured: dW += dYᵀ·x of 256 tokens, float, one Zen 4 core of 117 GFLOP/s, share of peak hot; in brackets ten blocks in turn, so that sums and x are cold:
//                                                                          210→210       210→420       420→210
//   64 tokens at a time, panels of 64 features, a vector for the last two  78 % (74 %)   82 % (78 %)   84 % (77 %)
//   256 tokens at a time                                                   83 % (78 %)   86 % (83 %)   88 % (81 %)
//   the last columns in the narrowest vector, even panels                  86 % (80 %)   89 % (85 %)   89 % (84 %)
//   squares of 16×16 transposed in registers                               88 %          91 %          91 %
//   all lines of the next tile's sums asked for (a row's last one is split) 89 % (87 %)  90 % (90 %)   90 % (89 %)
// AVX2 on the same core, cold, the last step alone: 307 to 241 µs, 592 to 458, 555 to 469.
// By leaving parts out, of 210→420: transposing 2 %, the last columns 5 % of the time, sums and fetches 1 %; what remains runs at 98 %.
// Tried on a Zen 4: from block to block without a branch in GemmTile, no difference. On other machines: the last columns as scalar products over tokens, 75 to 80 % on an Emerald Rapids, taken back, since two
// calls were then not the bits of one; 64 tokens at a time in place of all 512 on a Zen 5, 70 to 78 % in a step (no difference to 128 or 256 there).
using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary><see cref="Linear.BackwardWeight{T}"/> for one vector width.</summary>
internal static unsafe class LinearWeightCore<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = Layout.TileTokens;

    // Tokens that a register tile's sums run over before the next: a panel of as many streams from the second cache.
    private const int Stretch = 4 * Tile;

    private static int PanelLanes => TOps.PanelVectors * TOps.Lanes;

    /// <inheritdoc cref="Linear.BackwardWeight{T}"/>
    public static void Run(NativeSpan<T> dWeight, NativeSpan<T> dY, NativeSpan<T> x, NativeSpan<T> scratch, int tokens, int inputs, int outputs)
    {
        var weights = dWeight.Require((long)outputs * inputs);
        var source = x.Require(Layout.Elements(tokens, inputs));
        var g = new GemmOperands<T>
        {
            CRow = inputs,
            A = dY.Require(Layout.Elements(tokens, outputs)),
            ARow = Tile,
            AK = 1,
            ABlock = (nint)outputs * Tile,
            B = scratch.Require(Layout.Elements(tokens, Tile)),
            Accumulate = true,
        };
        var left = inputs % TOps.Lanes;
        if (left > 0 && tokens > 0)
        {
            // Before the panels, so that the first panel's features come near meanwhile.
            g.Ahead = source;
            g.AheadElements = Math.Min(PanelLanes, inputs) * Tile;
            g.AheadStride = inputs * Tile;
            g.AheadRuns = Layout.Tiles(Math.Min(tokens, Stretch));

            // What is left of a row fills a narrower vector better.
            if (left <= Vector128<T>.Count)
            {
                LastColumns<Simd128<T>, Vector128<T>>(g, weights, source, tokens, inputs, outputs, left);
            }
            else if (left <= Vector256<T>.Count && Simd.Use256)
            {
                LastColumns<Simd256<T>, Vector256<T>>(g, weights, source, tokens, inputs, outputs, left);
            }
            else
            {
                LastColumns<TOps, TVec>(g, weights, source, tokens, inputs, outputs, left);
            }
        }

        var vectors = inputs / TOps.Lanes;
        var panels = (vectors + TOps.PanelVectors - 1) / TOps.PanelVectors;
        var stretch = g;
        for (var token = 0; token < tokens; token += Stretch, stretch.A += g.ABlock * (Stretch / Tile))
        {
            var from = source + ((nint)token * inputs);
            int used = Math.Min(Stretch, tokens - token), tiles = Layout.Tiles(used);
            for (int panel = 0, first = 0; panel < panels; panel++)
            {
                var lanes = ((vectors - (first / TOps.Lanes)) / (panels - panel)) * TOps.Lanes;
                Pack(g.B, from, tiles, inputs, first, lanes, lanes);
                stretch.C = weights + first;
                stretch.BK = lanes;
                stretch.BBlock = lanes * Tile;
                FetchNext(ref stretch, from, first + lanes, vectors * TOps.Lanes, inputs, tokens - token);
                OverTokens(stretch, outputs, lanes, used);
                first += lanes;
            }
        }
    }

    // The features of the next panel, or of the next stretch's first, come near while a panel is used. An uneven panel may be a vector wider than the one before.
    private static void FetchNext(ref GemmOperands<T> stretch, T* from, int first, int whole, int inputs, int tokens)
    {
        if (first == whole)
        {
            from += (nint)Stretch * inputs;
            first = 0;
            tokens -= Stretch;
        }

        stretch.Ahead = from + ((nint)first * Tile);
        stretch.AheadElements = Math.Min(PanelLanes, whole - first) * Tile;
        stretch.AheadStride = inputs * Tile;
        stretch.AheadRuns = Layout.Tiles(Math.Min(Stretch, Math.Max(tokens, 0)));
    }

    // The last vector reaches beyond the row: the sums run in a buffer of their own, over all tokens at once so that they are copied once.
    [SkipLocalsInit]
    private static void LastColumns<TLast, TLastVec>(GemmOperands<T> g, T* weights, T* x, int tokens, int inputs, int outputs, int columns)
        where TLast : struct, ISimd<TLastVec, T>
        where TLastVec : unmanaged
    {
        const int Rows = 32 * Gemm<TOps, TVec, T>.TileRows;
        var sums = stackalloc T[Rows * TLast.Lanes];
        g.C = sums;
        g.CRow = TLast.Lanes;
        g.BK = TLast.Lanes;
        g.BBlock = TLast.Lanes * Tile;
        g.Near = true;
        var first = inputs - columns;
        Pack(g.B, x, Layout.Tiles(tokens), inputs, first, columns, TLast.Lanes);
        for (var o = 0; o < outputs; o += Rows, g.A += Rows * Tile)
        {
            var rows = Math.Min(Rows, outputs - o);
            var place = weights + ((nint)o * inputs) + first;
            Rectangle(sums, TLast.Lanes, place, inputs, rows, columns);
            LinearWeightCore<TLast, TLastVec, T>.OverTokens(g, rows, TLast.Lanes, tokens);
            Rectangle(place, inputs, sums, TLast.Lanes, rows, columns);
            g.AheadRuns = 0;
        }
    }

    // The whole tiles in one product, then the tokens of the last one.
    private static void OverTokens(GemmOperands<T> g, int rows, int lanes, int tokens)
    {
        g.Blocks = tokens / Tile;
        g.K = Tile;
        if (g.Blocks > 0)
        {
            Gemm<TOps, TVec, T>.Run(g, rows, lanes);
            g.A += g.Blocks * g.ABlock;
            g.B += g.Blocks * g.BBlock;
            g.AheadRuns = 0;
        }

        g.K = tokens % Tile;
        g.Blocks = 1;
        if (g.K > 0)
        {
            Gemm<TOps, TVec, T>.Run(g, rows, lanes);
        }
    }

    // panel[token][lanes]: features first … first + used − 1 of every tile, tokens as rows, zeros up to lanes
    private static void Pack(T* panel, T* x, int tiles, int inputs, int first, int used, int lanes)
    {
        for (nint tile = 0; tile < tiles; tile++)
        {
            var to = panel + tile * lanes * Tile;
            Transposer.Run(to, lanes, x + (tile * inputs + first) * Tile, Tile, used, Tile);
            for (nint t = 0; t < Tile && used < lanes; t++)
            {
                new Span<T>(to + t * lanes + used, lanes - used).Clear();
            }
        }
    }

    private static void Rectangle(T* to, nint toRow, T* from, nint fromRow, int rows, int columns)
    {
        for (nint r = 0; r < rows; r++)
        {
            new ReadOnlySpan<T>(from + r * fromRow, columns).CopyTo(new Span<T>(to + r * toRow, columns));
        }
    }
}
