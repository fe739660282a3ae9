// Measured: 8 images of 8×8 and 2 of 16×16, 210 channels, float, one Emerald Rapids core of 195 GFLOP/s.
//                                                        8×8       16×16
//   Product, dense (Toeplitz)                             107 µs    327 µs
//   Product, split twice                                   56 µs    214 µs
//   BackwardMatrix, dense                                  73 µs    318 µs
//   the same split, sums of 96 channels at a time            77 µs    255 µs
//   the same, sums of 16 channels at a time                62 µs    265 µs   operands, sums and results stay in the first cache
//   (24, 32, 48 channels                             65, 72, 77 µs)
// The whole operator on two cores, four tensors of 6.9 MB: 1.91 ms, with the next channels fetched ahead 1.82 ms.
// With 256-bit vectors: Product dense 226 µs, split 125 µs; BackwardMatrix dense 167 µs, split 155 µs (8×8).
// With them on a Zen 4 core of 117 GFLOP/s, 4 images of 8×8: Product with one vector of each quarter in registers, so that every multiply-add loads its factor, 67 µs; the nine products one after the other, two vectors wide,
// 59 µs (6, 12, 30 and 42 channels at a time in place of 18: 65, 61, 61, 60 µs).
// Their register tiles called without Gemm's panels and prefetches (RunNear): 65 to 59 µs, BackwardMatrix 60 to 51.
// One image on two workers with half a tile each: by channels one image of LKCA-B 1.43 ms, each its own half of all channels, which takes six of the nine products, 1.46 ms; not kept.
// BackwardMatrix there, 512 and 256 bits: 47 and 59 µs, 24 channels at a time 44 and 56 µs; not kept, since it was the other way round above, and the order of its sums must not depend on the width.
using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary><see cref="SplitToeplitz"/> for one vector width.</summary>
internal static unsafe class SplitToeplitzCore<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Q = SplitForm.Quarter;
    private const int Tile = Layout.TileTokens;

    // Channels of a pass over the matrix: a register tile, or three where the sums of its four quarters do not fit the registers and the nine products are made one after the other. No more than the scratch of the fewest
    // channels has room for, 6 and SplitForm.PartChannels.
    private static int PassRows => HoldsQuarters ? 6 : 18;

    private static bool HoldsQuarters => TOps.PanelVectors == 4;

    /// <summary>output = input·matrix per image: forward with Aᵀ, backward with A.</summary>
    public static void Product(
        NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> matrix, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups, Team team = default)
    {
        var tokens = images * tokensPerImage;
        var elements = Layout.Elements(team.Places(tokens), features);
        T* y = output.Require(elements), x = input.Require(elements), sums = scratch.Require(SplitToeplitz.ScratchElements(tokensPerImage, features));
        nint tiles = tokensPerImage / Tile, channels = features / groups, blocks = SplitToeplitz.MatrixElements(tokensPerImage);
        var m = matrix.Require(groups * blocks);
        var part = team.EnterForTiles(tokens, (int)channels);
        nint secondHalf = team.SecondHalf(tokens, features), imageTiles = secondHalf > Tile / 2 ? 2 * tiles : tiles;
        for (nint group = 0; group < groups; group++, m += blocks)
        {
            for (int token = part.FromToken, run; token < part.ToToken; token += run)
            {
                int image = token / tokensPerImage, within = token % tokensPerImage;
                run = Math.Min(part.ToToken - token, tokensPerImage - within);
                var at = (image * imageTiles * features + group * channels + part.First) * Tile;
                Channels(y + at, x + at, features * Tile, secondHalf, m, sums, part.End - part.First, tiles, within / Tile, (within + run) / Tile);
            }
        }
    }

    // Some channels of an image, its tiles `first` … `end` − 1; the second half of a tile lies secondHalf elements behind the first.
    [SkipLocalsInit]
    [MethodImpl(Simd.Kernel)]
    private static void Channels(T* y, T* x, nint tile, nint secondHalf, T* matrix, T* sums, nint channels, nint tiles, nint first, nint end)
    {
        var products = stackalloc T[HoldsQuarters ? 0 : 4 * PassRows * Q];
        nint sumsTile = PassRows * SplitForm.SumElements;
        for (nint c = 0; c < channels; c += PassRows)
        {
            var rows = nint.Min(PassRows, channels - c);
            FetchNext(y, x, tile, secondHalf, c + PassRows, channels, tiles, first, end);
            for (nint key = 0; key < tiles; key++)
            {
                Sums(sums + key * sumsTile, x + key * tile + c * Tile, secondHalf, rows);
            }

            for (var query = first; query < end; query++)
            {
                T* to = y + query * tile + c * Tile, from = x + c * Tile, blocks = matrix + (tiles - 1 - query) * SplitForm.BlockElements;
                if (!HoldsQuarters)
                {
                    OneByOne((int)rows, to, from, tile, secondHalf, sums, sumsTile, blocks, tiles, products);
                    continue;
                }

                for (nint lane = 0; lane < Q; lane += TOps.Lanes)
                {
                    Rows(rows, to + lane, from, tile, secondHalf, sums, sumsTile, blocks + lane, tiles);
                }
            }
        }
    }

    // The next channels' inputs in all tiles, and the places of their results in tiles `first` … `end` − 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchNext(T* y, T* x, nint tile, nint secondHalf, nint channel, nint channels, nint tiles, nint first, nint end)
    {
        var rows = nint.Min(channels - channel, PassRows);
        if (secondHalf > Tile / 2)
        {
            for (nint row = 0; row < rows; row++)
            {
                var at = (channel + row) * Tile;
                Fetch(x + at, Tile / 2);
                Fetch(x + at + secondHalf, Tile / 2);
                Fetch(y + at, Tile / 2);
                Fetch(y + at + secondHalf, Tile / 2);
            }

            return;
        }

        for (nint at = 0; at < tiles; at++)
        {
            Fetch(x + at * tile + channel * Tile, rows * Tile);
        }

        for (var at = first; at < end; at++)
        {
            Fetch(y + at * tile + channel * Tile, rows * Tile);
        }
    }

    // Into the first cache, in which three times as many channels have no room.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(T* from, nint elements)
    {
        for (nint i = 0; i < elements; i += 64 / sizeof(T))
        {
            if (HoldsQuarters)
            {
                Simd.Prefetch(from + i);
            }
            else
            {
                Simd.PrefetchSecond(from + i);
            }
        }
    }

    private static void Rows(nint rows, T* y, T* x, nint xTile, nint secondHalf, T* sums, nint sumsTile, T* matrix, nint tiles)
    {
        switch (rows)
        {
            case 1:
                SplitToeplitzTile<TOps, TVec, T, One>.Run(y, x, xTile, secondHalf, sums, sumsTile, matrix, tiles);
                break;
            case 2:
                SplitToeplitzTile<TOps, TVec, T, Two>.Run(y, x, xTile, secondHalf, sums, sumsTile, matrix, tiles);
                break;
            case 3:
                SplitToeplitzTile<TOps, TVec, T, Three>.Run(y, x, xTile, secondHalf, sums, sumsTile, matrix, tiles);
                break;
            case 4:
                SplitToeplitzTile<TOps, TVec, T, Four>.Run(y, x, xTile, secondHalf, sums, sumsTile, matrix, tiles);
                break;
            case 5:
                SplitToeplitzTile<TOps, TVec, T, Five>.Run(y, x, xTile, secondHalf, sums, sumsTile, matrix, tiles);
                break;
            default:
                SplitToeplitzTile<TOps, TVec, T, Six>.Run(y, x, xTile, secondHalf, sums, sumsTile, matrix, tiles);
                break;
        }
    }

    // What SplitToeplitzTile does, with p, u, q and r in memory: one of the nine matrices at a time, in the same order for each sum.
    private static void OneByOne(int rows, T* y, T* x, nint xTile, nint secondHalf, T* sums, nint sumsTile, T* matrix, nint tiles, T* products)
    {
        nint size = PassRows * Q;
        T* p = products, u = p + size, q = u + size, r = q + size, second = matrix + SplitForm.Second, third = matrix + SplitForm.Third;
        var g = new GemmOperands<T> { CRow = Q, ARow = SplitForm.SumElements, AK = 1, ABlock = sumsTile, BBlock = SplitForm.BlockElements, K = Q, Blocks = tiles, Near = true };
        Times(ref g, rows, p, sums, matrix, 3 * Q);
        Times(ref g, rows, q, sums + 3 * Q, matrix + Q, 3 * Q);
        Times(ref g, rows, r, sums + 4 * Q, matrix + 2 * Q, 3 * Q);
        Lanes.Copy(u, p, size);
        g.Accumulate = true;
        Times(ref g, rows, p, sums + Q, second, 2 * Q);
        Times(ref g, rows, u, sums + 2 * Q, second + Q, 2 * Q);
        Quarters(y, secondHalf, rows, p, u, q, r);
        g.CRow = g.ARow = Tile;
        g.ABlock = xTile;
        Times(ref g, rows, y, x + secondHalf + Q, third, 4 * Q);
        Times(ref g, rows, y + Q, x + secondHalf, third + Q, 4 * Q);
        Times(ref g, rows, y + secondHalf, x + Q, third + 2 * Q, 4 * Q);
        Times(ref g, rows, y + secondHalf + Q, x, third + 3 * Q, 4 * Q);
    }

    // c (rows × 16) (+)= a·b, b's rows bRow apart.
    private static void Times(ref GemmOperands<T> g, int rows, T* c, T* a, T* b, nint bRow)
    {
        g.C = c;
        g.A = a;
        g.B = b;
        g.BK = bRow;
        Near(g, rows);
    }

    /// <summary>A product of 16 columns whose operands are near.</summary>
    internal static void Near(in GemmOperands<T> g, int rows)
    {
        if (Q == 2 * TOps.Lanes)
        {
            Gemm<TOps, TVec, T>.RunNear<Two>(g, rows);
        }
        else
        {
            Gemm<TOps, TVec, T>.Run(g, rows, Q);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Quarters(T* y, nint secondHalf, nint rows, T* p, T* u, T* q, T* r)
    {
        for (nint row = 0; row < rows; row++, y += Tile)
        {
            for (nint lane = 0; lane < Q; lane += TOps.Lanes)
            {
                var i = row * Q + lane;
                TVec p0 = TOps.Load(p + i), u0 = TOps.Load(u + i), q0 = TOps.Load(q + i), r0 = TOps.Load(r + i);
                TOps.Store(y + lane, TOps.Add(p0, q0));
                TOps.Store(y + Q + lane, TOps.Add(u0, q0));
                TOps.Store(y + secondHalf + lane, TOps.Add(p0, r0));
                TOps.Store(y + secondHalf + Q + lane, TOps.Add(u0, r0));
            }
        }
    }

    /// <summary>The five sums of quarters of <paramref name="rows"/> channels of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Sums(T* sums, T* x, nint secondHalf, nint rows)
    {
        for (nint row = 0; row < rows; row++, sums += SplitForm.SumElements, x += Tile)
        {
            for (nint lane = 0; lane < Q; lane += TOps.Lanes)
            {
                TVec x0 = TOps.Load(x + lane), x1 = TOps.Load(x + Q + lane), x2 = TOps.Load(x + secondHalf + lane), x3 = TOps.Load(x + secondHalf + Q + lane);
                TVec s0 = TOps.Add(x0, x2), s1 = TOps.Add(x1, x3);
                TOps.Store(sums + lane, TOps.Add(s0, s1));
                TOps.Store(sums + Q + lane, s1);
                TOps.Store(sums + 2 * Q + lane, s0);
                TOps.Store(sums + 3 * Q + lane, TOps.Add(x2, x3));
                TOps.Store(sums + 4 * Q + lane, TOps.Add(x0, x1));
            }
        }
    }
}
