// Measured: dW += dYᵀ·x of 256 tokens, float, one Zen 4 core of 117 GFLOP/s, share of peak hot; in brackets ten blocks in turn, so that sums and x are cold:
//                                                                          210→210       210→420       420→210
//   64 tokens at a time, panels of 64 features, a vector for the last two  78 % (74 %)   82 % (78 %)   84 % (77 %)
//   256 tokens at a time                                                   83 % (78 %)   86 % (83 %)   88 % (81 %)
//   the last columns in the narrowest vector, even panels                  86 % (80 %)   89 % (85 %)   89 % (84 %)
//   squares of 16×16 transposed in registers                               88 %          91 %          91 %
//   all lines of the next tile's sums asked for (a row's last one is split) 89 % (87 %)  90 % (90 %)   90 % (89 %)
//   the last columns with outputs as lanes, and the bias's gradient among them  90 % (88 %)  91 % (91 %)   90 % (90 %)   and BackwardBias is no call of its own (5.7 µs of 210→420)
//   the last columns as scalar products over tokens (LinearWeightColumns)             (92 %)       (94 %)        (92 %)
// AVX2 on the same core, cold, all lines of the sums asked for: 307 to 241 µs, 592 to 458, 555 to 469; with outputs as lanes 459 µs (210→420) including the bias's 7.5 µs.
// By leaving parts out, of 210→420: transposing 2 %, the last columns and the bias with outputs as lanes 5 % of the time (half of it transposing dY), sums and fetches 1 %; what remains runs at 98 %.
// Tried on a Zen 4: from block to block without a branch in GemmTile, no difference. On other machines: the last columns as scalar products over tokens, 75 to 80 % on an Emerald Rapids, taken back, since two
// calls were then not the bits of one (a model's calls are its groups, whatever the number of threads: taken up again); 64 tokens at a time in place of all 512 on a Zen 5, 70 to 78 % in a step (no difference to 128 or 256 there).
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

    // Lanes of 512 bits, whatever the width is, so that the order of a sum does not depend on it.
    private static int WidestLanes => 64 / sizeof(T);

    private static int PanelLanes => TOps.PanelVectors * TOps.Lanes;

    /// <inheritdoc cref="Linear.BackwardWeight{T}"/>
    public static void Run(
        NativeSpan<T> dWeight, NativeSpan<T> dBias, NativeSpan<T> dY, NativeSpan<T> x, NativeSpan<T> scratch, int tokens, int inputs, int outputs)
    {
        var weights = dWeight.Require((long)outputs * inputs);
        var bias = dBias.IsEmpty ? null : dBias.Require(outputs);
        T* gradient = dY.Require(Layout.Elements(tokens, outputs)), source = x.Require(Layout.Elements(tokens, inputs)), panel = scratch.Require(Layout.Elements(tokens, Tile));
        if (bias != null && inputs % WidestLanes == 0)
        {
            // Nothing that the bias could ride along with.
            LaneSums<TOps, TVec, T>.AddRows(bias, gradient, null, Layout.Tiles(tokens), outputs);
            bias = null;
        }

        for (var token = 0; token < tokens; token += Stretch)
        {
            var used = Math.Min(Stretch, tokens - token);
            T* d = gradient + ((nint)token * outputs), from = source + ((nint)token * inputs);
            if (inputs % WidestLanes > 0)
            {
                // Before the panels, so that the first panel's features come near meanwhile.
                var first = default(GemmOperands<T>);
                Fetch(ref first, from, 0, inputs - (inputs % WidestLanes), inputs, used);
                var ahead = new GemmAhead<T>(first);
                LinearWeightColumns<TOps, TVec, T>.Add(weights, bias, d, from, used, inputs % WidestLanes, inputs, outputs, ref ahead);
            }

            WholeVectors(weights, d, from, panel, used, tokens - token, inputs, outputs);
        }
    }

    // Columns 0 … of dW that fill vectors: dY's elements are broadcast, tokens of a panel of x's features are the vectors.
    private static void WholeVectors(T* weights, T* dY, T* x, T* panel, int tokens, int tokensLeft, int inputs, int outputs)
    {
        var g = new GemmOperands<T>
        {
            CRow = inputs,
            A = dY,
            ARow = Tile,
            AK = 1,
            ABlock = (nint)outputs * Tile,
            B = panel,
            Accumulate = true,
        };
        int vectors = inputs / WidestLanes * (WidestLanes / TOps.Lanes), panels = (vectors + TOps.PanelVectors - 1) / TOps.PanelVectors;
        for (int i = 0, first = 0; i < panels; i++)
        {
            var lanes = (vectors - (first / TOps.Lanes)) / (panels - i) * TOps.Lanes;
            Pack(panel, x, Layout.Tiles(tokens), inputs, first, lanes);
            g.C = weights + first;
            g.BK = lanes;
            g.BBlock = lanes * Tile;
            FetchNext(ref g, x, first + lanes, vectors * TOps.Lanes, inputs, tokensLeft);
            OverTokens(g, outputs, lanes, tokens);
            first += lanes;
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

        Fetch(ref stretch, from, first, whole, inputs, Math.Min(Stretch, Math.Max(tokens, 0)));
    }

    // A panel's features, of some tokens.
    private static void Fetch(ref GemmOperands<T> g, T* x, int first, int whole, int inputs, int tokens)
    {
        g.Ahead = x + ((nint)first * Tile);
        g.AheadElements = Math.Min(PanelLanes, whole - first) * Tile;
        g.AheadStride = inputs * Tile;
        g.AheadRuns = Layout.Tiles(tokens);
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

    // panel[token][lanes]: features first … first + lanes − 1 of every tile, tokens as rows.
    private static void Pack(T* panel, T* x, int tiles, int inputs, int first, int lanes)
    {
        for (nint tile = 0; tile < tiles; tile++)
        {
            Transposer.Run(panel + tile * lanes * Tile, lanes, x + (tile * inputs + first) * Tile, Tile, lanes, Tile);
        }
    }
}
