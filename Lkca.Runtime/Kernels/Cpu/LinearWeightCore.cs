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

    // Tokens that a register tile's sums run over before the next: a panel of as many fits the second cache.
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
                stretch.Ahead = from + (((nint)first + lanes) * Tile);
                stretch.AheadElements = Math.Min(lanes + TOps.Lanes, inputs - first - lanes) * Tile;
                stretch.AheadStride = inputs * Tile;
                stretch.AheadRuns = tiles;
                OverTokens(stretch, outputs, lanes, used);
                first += lanes;
            }
        }
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
