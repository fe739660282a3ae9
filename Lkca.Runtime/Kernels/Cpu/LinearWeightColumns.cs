// Measured: dW += dYᵀ·x of 256 tokens with the bias, ten blocks in turn, one Zen 4 core, µs, 512 bits; in brackets 256 bits:
//                                                            210→420      420→210      210→210     last columns: 2, 4, 2
//   a panel of dY's features transposed, outputs as lanes    421 (429)    427 (435)    218 (220)
//   scalar products over tokens                              407 (417)    416 (428)    209 (214)
//   neither                                                  401 (405)    412 (419)    209 (209)
using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The columns of a Linear's dW that fill no vector of 64 bytes, and its bias's gradient, as scalar products over tokens. Sums run in as many accumulators as such a vector has elements, each of which takes every
/// so many-th token, and of these the upper half is added to the lower again and again: the same order for every width.</summary>
internal static unsafe class LinearWeightColumns<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = Layout.TileTokens;

    // Vectors that hold the accumulators of one sum, 1, 2 or 4.
    private static int Parts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Accumulators / TOps.Lanes;
    }

    // Rows of dW at a time: four vectors of dY are in registers.
    private static int RowCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4 / Parts;
    }

    private static int Accumulators
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 64 / sizeof(T);
    }

    /// <summary>weights[o, c] += Σ over tokens of dY[o]·x[c] for the last <paramref name="columns"/> (1 or more) features of x, bias[o] += Σ over tokens of dY[o] where it is not null. Asks for what
    /// <paramref name="ahead"/> names.</summary>
    public static void Add(T* weights, T* bias, T* dY, T* x, int tokens, int columns, int inputs, int outputs, ref GemmAhead<T> ahead)
    {
        var share = ahead.Share((outputs + RowCount - 1) / RowCount);
        weights += inputs - columns;
        x += (nint)(inputs - columns) * Tile;
        for (var o = 0; o < outputs; o += RowCount, dY += RowCount * Tile, weights += RowCount * inputs)
        {
            var rows = Math.Min(RowCount, outputs - o);
            ahead.Fetch(share);
            for (var row = 0; row < rows; row++)
            {
                // Four times as many rows later; a place beyond the last row is only asked for.
                Simd.PrefetchSecond(weights + (4 * RowCount + row) * (nint)inputs);
            }

            for (var c = 0; c < columns; c += 2)
            {
                T* to = weights + c, from = x + (nint)c * Tile, biases = c > 0 || bias == null ? null : bias + o;
                if (columns - c == 1)
                {
                    Products<One>(rows, to, biases, dY, from, tokens, inputs, outputs);
                }
                else
                {
                    Products<Two>(rows, to, biases, dY, from, tokens, inputs, outputs);
                }
            }
        }
    }

    // TCols columns of some rows.
    [MethodImpl(Simd.Kernel)]
    private static void Products<TCols>(int rows, T* weights, T* bias, T* dY, T* x, nint tokens, nint inputs, nint outputs)
        where TCols : struct, ICount
    {
        // Where the four vectors of dY lie: rows that are not there are the last one again.
        nint lanes = TOps.Lanes, last = (rows - 1) * Tile;
        var second = Parts == 1 ? nint.Min(Tile, last) : lanes;
        var third = Parts == 1 ? nint.Min(2 * Tile, last) : Parts == 2 ? last : 2 * lanes;
        var fourth = Parts == 1 ? last : third + lanes;
        TVec a0 = TOps.Zero, a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0, s0 = a0, s1 = a0, s2 = a0, s3 = a0;
        for (; tokens > 0; tokens -= Tile, dY += outputs * Tile, x += inputs * Tile)
        {
            T* d = dY, v = x;
            for (var end = d + nint.Min(tokens, Tile); d < end; d += Accumulators, v += Accumulators)
            {
                TVec d0 = TOps.Load(d), d1 = TOps.Load(d + second), d2 = TOps.Load(d + third), d3 = TOps.Load(d + fourth);
                var v0 = TOps.Load(v);
                var v1 = Parts > 1 ? TOps.Load(v + lanes) : v0;
                var v2 = Parts > 2 ? TOps.Load(v + 2 * lanes) : v0;
                var v3 = Parts > 2 ? TOps.Load(v + 3 * lanes) : v1;
                (a0, a1, a2, a3) = (TOps.Fma(d0, v0, a0), TOps.Fma(d1, v1, a1), TOps.Fma(d2, v2, a2), TOps.Fma(d3, v3, a3));
                if (TCols.Value > 1)
                {
                    v0 = TOps.Load(v + Tile);
                    v1 = Parts > 1 ? TOps.Load(v + Tile + lanes) : v0;
                    v2 = Parts > 2 ? TOps.Load(v + Tile + 2 * lanes) : v0;
                    v3 = Parts > 2 ? TOps.Load(v + Tile + 3 * lanes) : v1;
                    (b0, b1, b2, b3) = (TOps.Fma(d0, v0, b0), TOps.Fma(d1, v1, b1), TOps.Fma(d2, v2, b2), TOps.Fma(d3, v3, b3));
                }

                (s0, s1, s2, s3) = (TOps.Add(s0, d0), TOps.Add(s1, d1), TOps.Add(s2, d2), TOps.Add(s3, d3));
            }
        }

        AddTo(weights, inputs, rows, a0, a1, a2, a3);
        if (TCols.Value > 1)
        {
            AddTo(weights + 1, inputs, rows, b0, b1, b2, b3);
        }

        if (bias != null)
        {
            AddTo(bias, 1, rows, s0, s1, s2, s3);
        }
    }

    // Adds the sums of some rows to their places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(T* place, nint distance, int rows, TVec s0, TVec s1, TVec s2, TVec s3)
    {
        if (Parts == 4)
        {
            *place += TOps.Sum(TOps.Add(TOps.Add(s0, s2), TOps.Add(s1, s3)));
            return;
        }

        *place += TOps.Sum(Parts == 2 ? TOps.Add(s0, s1) : s0);
        if (rows > 1)
        {
            place[distance] += TOps.Sum(Parts == 2 ? TOps.Add(s2, s3) : s1);
        }

        if (Parts == 1 && rows > 2)
        {
            place[2 * distance] += TOps.Sum(s2);
        }

        if (Parts == 1 && rows > 3)
        {
            place[3 * distance] += TOps.Sum(s3);
        }
    }
}
