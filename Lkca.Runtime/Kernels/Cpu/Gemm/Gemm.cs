// Measured: 256 tokens, 210 → 210, float, one Zen 4 core, operands in the second cache, cycles of a register tile of 6 rows × 2 vectors of 256 bits beyond the 1260 that its multiply-adds take:
//   called through a choice of rows and vectors for each tile, 13 arguments, places asked for line by line in a loop     87
//   one loop for each count of vectors, operands by reference, one instruction for each line                               52   (41 without asking for places, 32 the kernel alone)
// Share of peak of Forward 210→210, operands near: 256 bits 92.1 to 94.3 %, 512 bits 97.0 to 98.2 %.
// A's rows asked for two tiles ahead, 79 lines: all of them before a tile is computed, or one in a step of k (TNext). Twelve matrices in turn, 64 tokens, µs of 210→420 and 420→210, and 32 tokens of 210→420:
//   not at all                97.9   97.2   49.1
//   before the tile           99.1   98.6   50.5
//   little by little          97.0   96.4   48.8
// Asked for like that by columns too, where A's columns are a product's rows: BackwardInput 420→210 397 to 390 µs, BackwardInputTimes 418 to 410, 99 and 94 % of the peak, cold (before, A was read in order first).
// What the epilogue multiplies by, asked for with C's places in place of by tiles of tokens: BackwardInputTimes 419 µs. Not kept.
// The next block of a weights' gradient asked for like that in place of all of it before a block: 210→420 and 420→210 422 and 430 to 421 and 428 µs, with 256 bits 435 and 442 to 428 and 435.
// With 256 bits, 256 tokens, ten matrices in turn, before the tile and little by little: Forward 210→210 212 and 202 µs, ForwardAdd 420→210 443 and 414, ForwardGelu 505 and 491.
// With 256 bits, the four panels of 64 tokens for each six rows in place of all rows for each panel, so that A is read once from the second cache: no difference in ten matrices in turn on a quiet machine, 4090 to 3982 µs for the
// products of a block beside a neighbour; a step of LKCA-B by one thread, median of five launches in turn on a busy machine, 1214 to 1175 ms.
using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Cuts a product into register tiles of at most 6 rows × <see cref="ISimd{TVec,T}.PanelVectors"/> vectors; of 12 or 24 rows where there are only two vectors or one and registers for it.</summary>
internal static unsafe class Gemm<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows of a register tile of full width.</summary>
    public const int TileRows = 6;

    private const int Line = 64;

    // Lanes of B that are read for all rows before the next ones: their rows of B stay in the second cache.
    private const int StripLanes = 64;

    /// <summary>The product for <paramref name="rows"/> × <paramref name="lanes"/> elements of C; <paramref name="lanes"/> is a multiple of
    /// <see cref="ISimd{TVec,T}.Lanes"/>.</summary>
    public static void Run(in GemmOperands<T> g, int rows, int lanes) => Run(g, rows, lanes, default(NoEpilogue<T>));

    /// <summary>The same, with <paramref name="epilogue"/> applied to each register tile's elements while they are in the nearest cache.</summary>
    public static void Run<TEpilogue>(in GemmOperands<T> g, int rows, int lanes, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<T>
    {
        // Panels as even as can be, the narrower ones first.
        int vectors = lanes / TOps.Lanes, panels = (vectors + TOps.PanelVectors - 1) / TOps.PanelVectors;
        if (panels > 0)
        {
            int narrow = vectors / panels, wide = lanes - (vectors % panels * (narrow + 1) * TOps.Lanes);
            var ahead = new GemmAhead<T>(g);
            Panels(g, rows, narrow, 0, wide, panels, ref ahead, epilogue);
            Panels(g, rows, narrow + 1, wide, lanes, panels, ref ahead, epilogue);
        }
    }

    /// <summary>The product for <paramref name="rows"/> × TCols vectors of elements of C, all of it near: nothing is asked for, and <see cref="GemmOperands{T}.Start"/> is not looked at. For short sums, where a few cycles count.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void RunNear<TCols>(in GemmOperands<T> g, int rows)
        where TCols : struct, ICount
    {
        T* c = g.C, a = g.A, b = g.B;
        for (; rows >= TileRows; rows -= TileRows, c += TileRows * g.CRow, a += TileRows * g.ARow)
        {
            GemmTile<TOps, TVec, T, Six, TCols, None>.Run(g, c, a, b, null, a);
        }

        if (rows > 0)
        {
            Last<TCols>(g, rows, c, a, b, null);
        }
    }

    // The panels of one width, as many at a time as a tile of tokens has.
    private static void Panels<TEpilogue>(in GemmOperands<T> g, int rows, int vectors, int from, int end, int panels, ref GemmAhead<T> ahead, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<T>
    {
        var width = vectors * TOps.Lanes;
        for (int to; from < end; from = to)
        {
            to = Math.Min(end, from + Math.Max(1, StripLanes / width) * width);
            switch (vectors)
            {
                case 1:
                    Strip<One, TEpilogue>(g, rows, from, to, panels, ref ahead, epilogue);
                    break;
                case 2:
                    Strip<Two, TEpilogue>(g, rows, from, to, panels, ref ahead, epilogue);
                    break;
                case 3:
                    Strip<Three, TEpilogue>(g, rows, from, to, panels, ref ahead, epilogue);
                    break;
                default:
                    Strip<Four, TEpilogue>(g, rows, from, to, panels, ref ahead, epilogue);
                    break;
            }
        }
    }

    // Panels of TCols vectors at lanes `from` … `to` − 1, all of them before the next rows: A, which is the larger factor, is then read once. What differs from register tile to register tile is as little as can be:
    // between two of 256 bits lie 1300 cycles, and what is done for each counts.
    [MethodImpl(Simd.Kernel)]
    private static void Strip<TCols, TEpilogue>(in GemmOperands<T> g, int rows, int from, int to, int panels, ref GemmAhead<T> ahead, TEpilogue epilogue)
        where TCols : struct, ICount
        where TEpilogue : struct, IEpilogue<T>
    {
        int m = 0, width = TCols.Value * TOps.Lanes;
        var share = ahead.Share(Tiles(rows) * panels);
        T* a = g.A, start = g.Start;
        if (Simd.Use512 && TCols.Value <= TOps.PanelVectors / 2)
        {
            var tall = GemmTallTile<TOps, TVec, T, TCols>.Rows;
            share = ahead.Share(((rows / tall) + Tiles(rows % tall)) * panels);
            for (; m <= rows - tall; m += tall, a += tall * g.ARow, start = Next(start, tall))
            {
                var row = g.C + m * g.CRow;
                for (var lane = from; lane < to; lane += width)
                {
                    Prefetch<TCols>(g, m + tall, Math.Min(rows, m + (2 * tall)), lane);
                    ahead.Fetch(share);
                    GemmTallTile<TOps, TVec, T, TCols>.Run(g, row + lane, a, g.B + lane, start, g.IsFirst && lane == 0 ? Later(a, g, 2 * tall) : a);
                    epilogue.Tile<TOps, TVec>(row + lane, g.CRow, m, tall, lane, width);
                }
            }
        }

        for (; m <= rows - TileRows; m += TileRows, a += TileRows * g.ARow, start = Next(start, TileRows))
        {
            var row = g.C + m * g.CRow;
            for (var lane = from; lane < to; lane += width)
            {
                T* c = row + lane, b = g.B + lane;
                Prefetch<TCols>(g, m + TileRows, Math.Min(rows, m + (2 * TileRows)), lane);
                ahead.Fetch(share);
                if (g.Blocks > 1 && g.AK == 1 && !g.Near)
                {
                    GemmTile<TOps, TVec, T, Six, TCols, One>.Run(g, c, a, b, start, a);
                }
                else if (g.IsFirst && lane == 0)
                {
                    // Into the second cache: the first is too small for what register tiles of two vectors use and for this.
                    GemmTile<TOps, TVec, T, Six, TCols, Two>.Run(g, c, a, b, start, Later(a, g, 2 * TileRows));
                }
                else
                {
                    GemmTile<TOps, TVec, T, Six, TCols, None>.Run(g, c, a, b, start, a);
                }

                epilogue.Tile<TOps, TVec>(c, g.CRow, m, TileRows, lane, width);
            }
        }

        if (m < rows)
        {
            var row = g.C + m * g.CRow;
            for (var lane = from; lane < to; lane += width)
            {
                ahead.Fetch(share);
                Last<TCols>(g, rows - m, row + lane, a, g.B + lane, start);
                epilogue.Tile<TOps, TVec>(row + lane, g.CRow, m, rows - m, lane, width);
            }
        }
    }

    private static int Tiles(int rows) => (rows + TileRows - 1) / TileRows;

    // Where the elements of A lie that are asked for while the register tile at `a` is computed: `rows` rows later, or in the next line of each of A's rows where k runs over these.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Later(T* a, in GemmOperands<T> g, int rows) => g.AK == 1 ? a + rows * g.ARow : a + Line / sizeof(T);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Next(T* start, int rows) => start == null ? null : start + rows;

    // Fewer rows than a register tile of full height has.
    private static void Last<TCols>(in GemmOperands<T> g, int rows, T* c, T* a, T* b, T* start)
        where TCols : struct, ICount
    {
        switch (rows)
        {
            case 1:
                GemmTile<TOps, TVec, T, One, TCols, None>.Run(g, c, a, b, start, a);
                break;
            case 2:
                GemmTile<TOps, TVec, T, Two, TCols, None>.Run(g, c, a, b, start, a);
                break;
            case 3:
                GemmTile<TOps, TVec, T, Three, TCols, None>.Run(g, c, a, b, start, a);
                break;
            case 4:
                GemmTile<TOps, TVec, T, Four, TCols, None>.Run(g, c, a, b, start, a);
                break;
            default:
                GemmTile<TOps, TVec, T, Five, TCols, None>.Run(g, c, a, b, start, a);
                break;
        }
    }

    /// <summary>What a training step keeps, and its sums over the batch, lie far from the core: the place of the next register tile, rows <paramref name="from"/> … <paramref name="to"/> − 1, is fetched while
    /// this one is computed. Into the second cache: two dozen lines at once on their way to the first would hold up those of the operands (measured: forward
    /// products 3 % slower, with their operands cold).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<TCols>(in GemmOperands<T> g, int from, int to, int lane)
        where TCols : struct, ICount
    {
        if (!g.Near)
        {
            nint bytes = TCols.Value * TOps.Lanes * sizeof(T), row = g.CRow * sizeof(T);
            byte* at = (byte*)(g.C + (from * g.CRow) + lane), end = at + ((to - from) * row);

            // Rows of sums start anywhere in a line.
            var isSplit = (((nint)at | row) & (Line - 1)) != 0;
            for (; at < end; at += row)
            {
                Simd.PrefetchSecond(at);
                if (bytes > Line)
                {
                    Simd.PrefetchSecond(at + Line);
                }

                if (bytes > 2 * Line)
                {
                    Simd.PrefetchSecond(at + (2 * Line));
                }

                if (bytes > 3 * Line)
                {
                    Simd.PrefetchSecond(at + (3 * Line));
                }

                if (isSplit)
                {
                    Simd.PrefetchSecond(at + bytes - 1);
                }
            }
        }
    }
}
