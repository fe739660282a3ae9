// Measured on 512 tokens, float, one Zen 4 core of 117 GFLOP/s:
//                           48→210   210→210   210→420   420→210
//   Forward                  112       116       116       117    GFLOP/s
//   ForwardGelu               65        99        99       108
//   BackwardInput            117       116       117       116
//   BackwardInputTimes       115       114       116       114
// In a training step the weights and activations of a call were last used long ago. One thread of a Zen 5 core (peak 245 GFLOP/s) inside a step of LKCA-B, share of peak:
//                           as it was   weights and slopes read in order first
//   BackwardInput 420→210      79 %        95 %
//   BackwardInputTimes         62 %        85 %
// Prefetch instructions for the same lines at the start of a call gave nothing (62 to 66 %): they do not start the stream that reads ahead. Since register tiles ask for A's lines one by one while k runs (Gemm),
// weights are not read first any more.
// One Zen 4 core, 256 tokens, ten blocks in turn so that every operand is cold, share of peak (hot in brackets):
//                           as it was   weights asked for a register tile ahead   and places of results into the second cache in place of the first
//   Forward 210→210            88 %        91 %                                       95 %   (97 %)
//   ForwardGelu 210→420        79 %        81 %                                       83 %   (86 %, with the shorter normal distribution)
//   Forward 420→210            95 %        96 %                                       96 %   (98 %)
// The same ten blocks, weights of the products back to the input by columns and from a transposed copy by rows, 256 bits: BackwardInput 420→210 425 and 400 µs, 210→210 206 and 203, BackwardInputTimes 442 and 419;
// 512 bits 390 and 388, 197 and 195, 407 and 404. In a step with 256 bits, where columns took BackwardInputTimes 454 to 510 µs by launch, 421 to 445.
// The slopes' places asked for by the tiles before: ForwardGelu 1 % slower. The factor multiplied within the register tile, in place of an epilogue: BackwardInputTimes cold 408 to 406 µs, with 256 bits 450 to 442.
// Hot, one Emerald Rapids core (peak 195 GFLOP/s), 512 tokens, share of peak: ForwardGelu 210→420 72 %, with a polynomial of degree 9 for the normal distribution's tail 78 %.
// Slopes of the next tile asked for by the register tiles of this one in place of being read before their own: BackwardInputTimes in a step 69 to 74 %.
// AVX2: hot, one Zen 3 core, 256 tokens, cycles of a call over the least that its multiply-adds take, and the same while a neighbour takes part of the core: an epilogue for a whole register tile in
// place of a row, ForwardGelu 210→420 1.42 to 1.38 (2.5 to 1.9), BackwardInputTimes 420→210 1.50 to 1.38 (2.5 to 2.1).
// Tried: GELU's row function inlined into the loop over tiles, 2781 µs for 210→210, since the inliner's budget ran out and left its operations as calls; 471 µs
// not inlined; 455 µs with a shorter exp. Whole 64 lanes of a last tile of 8 tokens against 16 lanes of it: 520 tokens now run at 113 GFLOP/s like 512.
using System;
using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary><see cref="Linear"/> for one vector width.</summary>
internal static unsafe class LinearCore<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = Layout.TileTokens;

    /// <inheritdoc cref="Linear.Forward{T}"/>
    public static void Forward(NativeSpan<T> y, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, int tokens, int inputs, int outputs, Team team = default)
    {
        var part = team.EnterForProduct(tokens, outputs);
        var g = Product(y, x, weight, bias, part.Places(tokens), inputs, outputs, part);
        for (var token = FirstTile(part); token < part.ToPlace; token += Tile, g.C += outputs * Tile, g.B += inputs * Tile)
        {
            var lane = Math.Max(part.FromPlace - token, 0);
            g.IsFirst = token == FirstTile(part);
            Gemm<TOps, TVec, T>.Run(AtLane(g, lane), part.End - part.First, UsedLanes(part.ToPlace - token) - lane);
            ClearRest(g.C, part, token, tokens);
        }
    }

    /// <inheritdoc cref="Linear.ForwardGelu{T}"/>
    public static void ForwardGelu(
        NativeSpan<T> g, NativeSpan<T> slope, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, int tokens, int inputs, int outputs, Team team = default)
    {
        var part = team.EnterForProduct(tokens, outputs);
        var product = Product(g, x, weight, bias, part.Places(tokens), inputs, outputs, part);
        var slopes = slope.IsEmpty ? null : slope.Require(Layout.Elements(part.Places(tokens), outputs)) + (part.First * Tile);
        for (var token = FirstTile(part); token < part.ToPlace; token += Tile, product.C += outputs * Tile, product.B += inputs * Tile)
        {
            var lane = Math.Max(part.FromPlace - token, 0);
            var tileSlopes = slopes == null ? null : slopes + ((nint)token * outputs);
            var epilogue = new GeluEpilogue<T>(tileSlopes == null ? null : tileSlopes + lane);
            product.IsFirst = token == FirstTile(part);
            Gemm<TOps, TVec, T>.Run(AtLane(product, lane), part.End - part.First, UsedLanes(part.ToPlace - token) - lane, epilogue);
            ClearRest(product.C, part, token, tokens);
            if (tileSlopes != null)
            {
                ClearRest(tileSlopes, part, token, tokens);
            }
        }
    }

    /// <inheritdoc cref="Linear.ForwardAdd{T}"/>
    public static void ForwardAdd(
        NativeSpan<T> z, NativeSpan<T> branch, NativeSpan<T> x, NativeSpan<T> weight, NativeSpan<T> bias, T scale, ImageSet kept, int tokensPerImage, int inputs, int outputs, Team team = default)
    {
        var tokens = kept.Count * tokensPerImage;
        if (!kept.IsIdentity && tokensPerImage % Tile != 0)
        {
            // A tile of the branch is no tile of the stream.
            Forward(branch, x, weight, bias, tokens, inputs, outputs, team);
            Residual.Add(z, branch, default, scale, kept, tokensPerImage, outputs, team);
            return;
        }

        var part = team.EnterForProduct(tokens, outputs);
        var product = Product(branch, x, weight, bias, part.Places(tokens), inputs, outputs, part);
        var stream = tokens == 0 ? null : z.Require(Layout.Elements(part.Places((kept[kept.Count - 1] + 1) * tokensPerImage), outputs)) + (part.First * Tile);
        for (var token = FirstTile(part); token < part.ToPlace; token += Tile, product.C += outputs * Tile, product.B += inputs * Tile)
        {
            var lane = Math.Max(part.FromPlace - token, 0);
            var at = kept.IsIdentity ? token : (kept[token / tokensPerImage] * tokensPerImage) + (token % tokensPerImage);
            product.IsFirst = token == FirstTile(part);
            Gemm<TOps, TVec, T>.Run(
                AtLane(product, lane), part.End - part.First, UsedLanes(part.ToPlace - token) - lane, new AddEpilogue<T>(stream + ((nint)at * outputs) + lane, scale));
        }
    }

    /// <inheritdoc cref="Linear.BackwardInput{T}"/>
    public static void BackwardInput(NativeSpan<T> dX, NativeSpan<T> dY, NativeSpan<T> weight, int tokens, int inputs, int outputs, bool transposed)
    {
        var g = BackwardProduct(dX, dY, weight, tokens, inputs, outputs, transposed);
        for (var token = 0; token < tokens; token += Tile, g.C += inputs * Tile, g.B += outputs * Tile)
        {
            g.IsFirst = token == 0;
            Gemm<TOps, TVec, T>.Run(g, inputs, UsedLanes(tokens - token));
            ClearRest(g.C, inputs, tokens - token);
        }
    }

    /// <inheritdoc cref="Linear.BackwardInputTimes{T}"/>
    public static void BackwardInputTimes(
        NativeSpan<T> dX, NativeSpan<T> dY, NativeSpan<T> weight, NativeSpan<T> factor, int tokens, int inputs, int outputs, bool transposed)
    {
        var g = BackwardProduct(dX, dY, weight, tokens, inputs, outputs, transposed);
        var factors = factor.Require(Layout.Elements(tokens, inputs));
        g.Factor = factors;
        for (var token = 0; token < tokens; token += Tile, g.C += inputs * Tile, g.B += outputs * Tile, g.Factor += inputs * Tile)
        {
            if (token == 0)
            {
                NearMemory<TOps, TVec, T>.Read(factors, Tile * inputs);
            }

            g.Ahead = factors + ((nint)(token + Tile) * inputs);
            g.AheadElements = Tile * inputs;
            g.AheadRuns = token + Tile < tokens ? 1 : 0;
            g.IsFirst = token == 0;
            Gemm<TOps, TVec, T>.Run(g, inputs, UsedLanes(tokens - token));
            ClearRest(g.C, inputs, tokens - token);
        }
    }

    /// <inheritdoc cref="Linear.BackwardBias{T}"/>
    public static void BackwardBias(NativeSpan<T> dBias, NativeSpan<T> dY, int tokens, int outputs) =>
        LaneSums<TOps, TVec, T>.AddRows(dBias.Require(outputs), dY.Require(Layout.Elements(tokens, outputs)), null, Layout.Tiles(tokens), outputs);

    // Lanes that are computed of a tile that holds `tokens` tokens (or more tiles follow): whole groups of 16.
    private static int UsedLanes(int tokens) => Math.Min(Tile, (tokens + 15) / 16 * 16);

    private static int FirstTile(TeamPart part) => part.FromPlace / Tile * Tile;

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
        if (part.HasPadding(tokens))
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

    private static GemmOperands<T> BackwardProduct(NativeSpan<T> dX, NativeSpan<T> dY, NativeSpan<T> weight, int tokens, int inputs, int outputs, bool transposed) => new()
    {
        C = dX.Require(Layout.Elements(tokens, inputs)),
        CRow = Tile,
        A = weight.Require((long)outputs * inputs),
        ARow = transposed ? outputs : 1,
        AK = transposed ? 1 : inputs,
        B = dY.Require(Layout.Elements(tokens, outputs)),
        BK = Tile,
        K = outputs,
        Blocks = 1,
    };
}
