// Measured on 512 tokens, float, one Zen 4 core of 117 GFLOP/s:
//                           48→210   210→210   210→420   420→210
//   Forward                  112       116       116       117    GFLOP/s
//   ForwardGelu               65        99        99       108
//   BackwardInput            117       116       117       116
//   BackwardInputTimes       115       114       116       114
//   BackwardWeight           114       105       106       109    (of 210 = 13·16 + 2 inputs the last two cost a vector: 208→210 gives 113)
// In a training step the weights, sums and activations of a call were last used long ago. One thread of a Zen 5 core (peak 245 GFLOP/s) inside a step of LKCA-B, share of peak:
//                           as it was   weights, slopes and sums read in order first   weights' gradients a tile of tokens at a time as well
//   BackwardInput 420→210      79 %        95 %
//   BackwardInputTimes         62 %        85 %
//   BackwardWeight             70 %        70 %                                          78 %
// Prefetch instructions for the same lines at the start of a call gave nothing (62 to 66 %): they do not start the stream that reads ahead.
// Hot, one Emerald Rapids core (peak 195 GFLOP/s), 512 tokens, share of peak: ForwardGelu 210→420 72 %, with the shorter normal distribution 78 %.
// BackwardWeight with the last two or four columns as scalar products over tokens: 210→210 75 to 80 %, 210→420 77 to 82 %; taken back, since two calls were then not the bits of one.
// Two tiles of tokens at a time: one point more; with it, the same products summed tile by tile, which keeps the bits: 210→210 77 to 79 % or more, 420→210 (four columns) 82 to 80 %. Not kept.
// Slopes of the next tile asked for by the register tiles of this one in place of being read before their own: BackwardInputTimes in a step 69 to 74 %.
// AVX2: hot, one Zen 3 core, 256 tokens, cycles of a call over the least that its multiply-adds take, and the same while a neighbour takes part of the core:
//                            ForwardGelu 210→420   BackwardInputTimes 420→210   BackwardWeight 210→210   420→210
//   as it was                  1.42   2.5              1.50   2.5                   1.49   2.7           1.46   2.6
//   as it is                   1.38   1.9              1.38   2.1                   1.32   2.0           1.28   1.9
// by what GemmTile says, an epilogue for a whole register tile in place of a row, and weights' gradients in panels of one register tile and 128 tokens in place of 64 × 64.
// Tried: GELU's row function inlined into the loop over tiles, 2781 µs for 210→210, since the inliner's budget ran out and left its operations as calls; 471 µs
// not inlined; 455 µs with a shorter exp. Whole 64 lanes of a last tile of 8 tokens against 16 lanes of it: 520 tokens now run at 113 GFLOP/s like 512.
using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary><see cref="Linear"/> for one vector width.</summary>
internal static unsafe class LinearCore<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = Layout.TileTokens;

    // Features of a weights' gradient whose sums run together, and tokens that they run over before the next: the fewer a register tile has of the first, the more of the second pay its start.
    private static int PanelLanes => TOps.PanelVectors * TOps.Lanes;

    private static int Stretch => TOps.PanelVectors == 4 ? Tile : 2 * Tile;

    /// <inheritdoc cref="Linear.Forward{T}"/>
    public static void Forward(NativeSpan<T> y, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, int tokens, int inputs, int outputs, Team team = default)
    {
        var part = team.EnterForProduct(tokens, outputs, Gemm<TOps, TVec, T>.TileRows);
        var g = Product(y, x, weight, bias, tokens, inputs, outputs, part);
        for (var token = FirstTile(part); token < part.ToToken; token += Tile, g.C += outputs * Tile, g.B += inputs * Tile)
        {
            var lane = Math.Max(part.FromToken - token, 0);
            Gemm<TOps, TVec, T>.Run(AtLane(g, lane), part.End - part.First, UsedLanes(part.ToToken - token) - lane);
            ClearRest(g.C, part, token, tokens);
        }
    }

    /// <inheritdoc cref="Linear.ForwardGelu{T}"/>
    public static void ForwardGelu(
        NativeSpan<T> g, NativeSpan<T> slope, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, int tokens, int inputs, int outputs, Team team = default)
    {
        var part = team.EnterForProduct(tokens, outputs, Gemm<TOps, TVec, T>.TileRows);
        var product = Product(g, x, weight, bias, tokens, inputs, outputs, part);
        var slopes = slope.IsEmpty ? null : slope.Require(Layout.Elements(tokens, outputs)) + (part.First * Tile);
        for (var token = FirstTile(part); token < part.ToToken; token += Tile, product.C += outputs * Tile, product.B += inputs * Tile)
        {
            var lane = Math.Max(part.FromToken - token, 0);
            var tileSlopes = slopes == null ? null : slopes + ((nint)token * outputs);
            var epilogue = new GeluEpilogue<T>(tileSlopes == null ? null : tileSlopes + lane);
            Gemm<TOps, TVec, T>.Run(AtLane(product, lane), part.End - part.First, UsedLanes(part.ToToken - token) - lane, epilogue);
            ClearRest(product.C, part, token, tokens);
            if (tileSlopes != null)
            {
                ClearRest(tileSlopes, part, token, tokens);
            }
        }
    }

    /// <inheritdoc cref="Linear.BackwardInput{T}"/>
    public static void BackwardInput(NativeSpan<T> dX, NativeSpan<T> dY, NativeSpan<T> weight, int tokens, int inputs, int outputs)
    {
        var g = ProductTransposed(dX, dY, weight, tokens, inputs, outputs);
        NearMemory<TOps, TVec, T>.Read(g.A, (nint)outputs * inputs);
        for (var token = 0; token < tokens; token += Tile, g.C += inputs * Tile, g.B += outputs * Tile)
        {
            Gemm<TOps, TVec, T>.Run(g, inputs, UsedLanes(tokens - token));
            ClearRest(g.C, inputs, tokens - token);
        }
    }

    /// <inheritdoc cref="Linear.BackwardInputTimes{T}"/>
    public static void BackwardInputTimes(
        NativeSpan<T> dX, NativeSpan<T> dY, NativeSpan<T> weight, NativeSpan<T> factor, int tokens, int inputs, int outputs)
    {
        var g = ProductTransposed(dX, dY, weight, tokens, inputs, outputs);
        var factors = factor.Require(Layout.Elements(tokens, inputs));
        NearMemory<TOps, TVec, T>.Read(g.A, (nint)outputs * inputs);
        for (var token = 0; token < tokens; token += Tile, g.C += inputs * Tile, g.B += outputs * Tile)
        {
            if (token == 0)
            {
                NearMemory<TOps, TVec, T>.Read(factors, Tile * inputs);
            }

            g.Ahead = factors + ((nint)(token + Tile) * inputs);
            g.AheadElements = token + Tile < tokens ? Tile * inputs : 0;
            Gemm<TOps, TVec, T>.Run(g, inputs, UsedLanes(tokens - token), new TimesEpilogue<T>(factors + (nint)token * inputs));
            ClearRest(g.C, inputs, tokens - token);
        }
    }

    /// <inheritdoc cref="Linear.BackwardWeight{T}"/>
    public static void BackwardWeight(
        NativeSpan<T> dWeight, NativeSpan<T> dY, NativeSpan<T> x, NativeSpan<T> scratch, int tokens, int inputs, int outputs)
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
            BK = PanelLanes,
            BBlock = PanelLanes * Tile,
            Accumulate = true,
        };
        var whole = inputs % TOps.Lanes == 0 ? inputs : inputs / PanelLanes * PanelLanes;

        // A stretch's panel stays in the nearest cache while all rows pass over it; the sums come from the second.
        NearMemory<TOps, TVec, T>.Read(weights, (nint)outputs * inputs);
        var stretch = g;
        for (var token = 0; token < tokens; token += Stretch, stretch.A += g.ABlock * (Stretch / Tile))
        {
            var from = source + ((nint)token * inputs);
            if (token == 0)
            {
                NearMemory<TOps, TVec, T>.Read(from, Tile * inputs);
            }

            int used = Math.Min(Stretch, tokens - token), tiles = Layout.Tiles(used), ahead = Layout.Tiles(tokens - token) - tiles;
            for (var first = 0; first < whole; first += PanelLanes)
            {
                var lanes = Math.Min(PanelLanes, whole - first);
                Pack(g.B, from, tiles, inputs, first, lanes, lanes);
                stretch.C = weights + first;
                stretch.Ahead = from + (((nint)tiles * inputs + first) * Tile);
                stretch.AheadToo = ahead > 1 && tiles > 1 ? stretch.Ahead + ((nint)inputs * Tile) : null;
                stretch.AheadElements = ahead > 0 ? lanes * Tile : 0;
                OverTokens(stretch, outputs, lanes, used);
            }
        }

        if (whole < inputs && tokens > 0)
        {
            var lanes = (inputs - whole + TOps.Lanes - 1) / TOps.Lanes * TOps.Lanes;
            Pack(g.B, source, Layout.Tiles(tokens), inputs, whole, inputs - whole, lanes);
            RaggedPanel(g, weights + whole, tokens, inputs, outputs, lanes, inputs - whole);
        }
    }

    // The last vector reaches beyond the row: the sums run in a buffer of their own, over all tokens at once so that they are copied once.
    [SkipLocalsInit]
    private static void RaggedPanel(GemmOperands<T> g, T* weights, int tokens, int inputs, int outputs, int lanes, int used)
    {
        const int Rows = Gemm<TOps, TVec, T>.TileRows;
        var sums = stackalloc T[Rows * Tile];
        g.C = sums;
        g.CRow = Tile;
        for (var o = 0; o < outputs; o += Rows, g.A += Rows * Tile)
        {
            var rows = Math.Min(Rows, outputs - o);
            Rectangle(sums, Tile, weights + ((nint)o * inputs), inputs, rows, used);
            OverTokens(g, rows, lanes, tokens);
            Rectangle(weights + ((nint)o * inputs), inputs, sums, Tile, rows, used);
        }
    }

    /// <inheritdoc cref="Linear.BackwardBias{T}"/>
    public static void BackwardBias(NativeSpan<T> dBias, NativeSpan<T> dY, int tokens, int outputs) =>
        LaneSums<TOps, TVec, T>.AddRows(dBias.Require(outputs), dY.Require(Layout.Elements(tokens, outputs)), null, Layout.Tiles(tokens), outputs);

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

    // Lanes that are computed of a tile that holds `tokens` tokens (or more tiles follow): whole groups of 16.
    private static int UsedLanes(int tokens) => Math.Min(Tile, (tokens + 15) / 16 * 16);

    private static int FirstTile(TeamPart part) => part.FromToken / Tile * Tile;

    private static GemmOperands<T> AtLane(GemmOperands<T> g, int lane)
    {
        g.C += lane;
        g.B += lane;
        return g;
    }

    // Zeros in the lanes that are not computed.
    private static void ClearRest(T* tile, nint features, int tokens)
    {
        var used = UsedLanes(tokens);
        for (nint c = 0; used < Tile && c < features; c++)
        {
            new Span<T>(tile + c * Tile + used, Tile - used).Clear();
        }
    }

    // The same by whoever computes the last token.
    private static void ClearRest(T* tile, TeamPart part, int token, int tokens)
    {
        if (part.ToToken == tokens)
        {
            ClearRest(tile, part.End - part.First, tokens - token);
        }
    }

    private static GemmOperands<T> Product(
        NativeSpan<T> y, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, int tokens, int inputs, int outputs, TeamPart part) => new()
        {
            C = y.Require(Layout.Elements(tokens, outputs)) + ((nint)FirstTile(part) * outputs) + (part.First * Tile),
            CRow = Tile,
            A = weight.Require((long)outputs * inputs) + ((nint)part.First * inputs),
            ARow = inputs,
            AK = 1,
            B = x.Require(Layout.Elements(tokens, inputs)) + ((nint)FirstTile(part) * inputs),
            BK = Tile,
            K = inputs,
            Blocks = 1,
            Start = bias.IsEmpty ? null : bias.Require(outputs) + part.First,
        };

    private static GemmOperands<T> ProductTransposed(NativeSpan<T> dX, NativeSpan<T> dY, NativeSpan<T> weight, int tokens, int inputs, int outputs) => new()
    {
        C = dX.Require(Layout.Elements(tokens, inputs)),
        CRow = Tile,
        A = weight.Require((long)outputs * inputs),
        ARow = 1,
        AK = inputs,
        B = dY.Require(Layout.Elements(tokens, outputs)),
        BK = Tile,
        K = outputs,
        Blocks = 1,
    };

    // panel[token][PanelLanes]: features first … first + used − 1 of every tile, tokens as rows, zeros up to lanes
    private static void Pack(T* panel, T* x, int tiles, int inputs, int first, int used, int lanes)
    {
        for (nint tile = 0; tile < tiles; tile++)
        {
            var to = panel + tile * PanelLanes * Tile;
            Transposer.Run(to, PanelLanes, x + (tile * inputs + first) * Tile, Tile, used, Tile);
            for (nint t = 0; t < Tile && used < lanes; t++)
            {
                new Span<T>(to + t * PanelLanes + used, lanes - used).Clear();
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
