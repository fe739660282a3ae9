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

    /// <summary>The product for <paramref name="rows"/> × <paramref name="lanes"/> elements of C; <paramref name="lanes"/> is a multiple of
    /// <see cref="ISimd{TVec,T}.Lanes"/>.</summary>
    public static void Run(in GemmOperands<T> g, int rows, int lanes) => Run(g, rows, lanes, default(NoEpilogue<T>));

    /// <summary>The same, with <paramref name="epilogue"/> applied to each register tile's elements while they are in the nearest cache.</summary>
    public static void Run<TEpilogue>(in GemmOperands<T> g, int rows, int lanes, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue<T>
    {
        var vectors = lanes / TOps.Lanes;
        var panels = (vectors + TOps.PanelVectors - 1) / TOps.PanelVectors;
        var ahead = new GemmAhead<T>(g);
        for (int panel = 0, v = 0; panel < panels; panel++)
        {
            var count = (vectors - v) / (panels - panel);
            var share = ahead.Share(Tiles(rows, count) * panels);
            for (int m = 0, tile; m < rows; m += tile)
            {
                tile = RowsOf(rows - m, count);
                if (!g.Near)
                {
                    var next = m + tile;
                    Prefetch(g, next, next + RowsOf(rows - next, count), v * TOps.Lanes, count * TOps.Lanes);
                }

                if (g.IsFirst && panel == 0)
                {
                    PrefetchRows(g, m + (2 * tile), Math.Min(rows, m + (3 * tile)));
                }

                ahead.Fetch(share);
                Tile(g, m, tile, v * TOps.Lanes, count);
                if (typeof(TEpilogue) != typeof(NoEpilogue<T>))
                {
                    epilogue.Tile<TOps, TVec>(g.C + m * g.CRow + v * TOps.Lanes, g.CRow, m, tile, v * TOps.Lanes, count * TOps.Lanes);
                }
            }

            v += count;
        }
    }

    /// <summary>What a training step keeps, and its sums over the batch, lie far from the core: the place of the next register tile is fetched while this one is computed. Into the second cache: two dozen
    /// lines at once on their way to the first would hold up those of the operands (measured: forward products 3 % slower, with their operands cold).</summary>
    private static void Prefetch(in GemmOperands<T> g, int from, int to, int lane, int lanes)
    {
        T* row = g.C + (from * g.CRow) + lane, end = g.C + (to * g.CRow) + lane;
        for (; row < end; row += g.CRow)
        {
            // Rows of sums start anywhere in a line.
            for (var at = (byte*)((nuint)row & ~(nuint)(Line - 1)); at < row + lanes; at += Line)
            {
                Simd.PrefetchSecond(at);
            }
        }
    }

    private static void PrefetchRows(in GemmOperands<T> g, int from, int to)
    {
        T* at = g.A + (from * g.ARow), end = g.A + (to * g.ARow);
        for (; at < end; at += Line / sizeof(T))
        {
            Simd.PrefetchSecond(at);
        }
    }

    // Register tiles of `rows` rows and `vectors` vectors.
    private static int Tiles(int rows, int vectors)
    {
        var tall = RowsOf(rows, vectors);
        return tall == 0 ? 0 : (rows / tall) + (((rows % tall) + TileRows - 1) / TileRows);
    }

    // Rows of the next register tile of `vectors` vectors, `left` rows before the end.
    private static int RowsOf(int left, int vectors)
    {
        if (Simd.Use512 && vectors <= TOps.PanelVectors / 2)
        {
            var tall = vectors == 2 ? GemmTallTile<TOps, TVec, T, Two>.Rows : GemmTallTile<TOps, TVec, T, One>.Rows;
            if (left >= tall)
            {
                return tall;
            }
        }

        return left < TileRows ? left : TileRows;
    }

    /// <summary>One register tile: rows m … m + rows − 1, <paramref name="vectors"/> vectors from <paramref name="lane"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tile(in GemmOperands<T> g, int m, int rows, int lane, int vectors)
    {
        switch (vectors)
        {
            case 1 when rows > TileRows:
                Tall<One>(g, m, lane);
                break;
            case 2 when rows > TileRows:
                Tall<Two>(g, m, lane);
                break;
            case 1:
                Rows<One>(g, m, rows, lane);
                break;
            case 2:
                Rows<Two>(g, m, rows, lane);
                break;
            case 3:
                Rows<Three>(g, m, rows, lane);
                break;
            default:
                Rows<Four>(g, m, rows, lane);
                break;
        }
    }

    private static void Rows<TCols>(in GemmOperands<T> g, int m, int rows, int lane)
        where TCols : struct, ICount
    {
        switch (rows)
        {
            case 1:
                Call<One, TCols>(g, m, lane);
                break;
            case 2:
                Call<Two, TCols>(g, m, lane);
                break;
            case 3:
                Call<Three, TCols>(g, m, lane);
                break;
            case 4:
                Call<Four, TCols>(g, m, lane);
                break;
            case 5:
                Call<Five, TCols>(g, m, lane);
                break;
            default:
                Call<Six, TCols>(g, m, lane);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Call<TRows, TCols>(in GemmOperands<T> g, int m, int lane)
        where TRows : struct, ICount
        where TCols : struct, ICount =>
        GemmTile<TOps, TVec, T, TRows, TCols>.Run(
            g.C + m * g.CRow + lane, g.CRow, g.A + m * g.ARow, g.ARow, g.AK, g.ABlock, g.B + lane, g.BK, g.BBlock, g.K, g.Blocks, g.Accumulate,
            g.Start == null ? null : g.Start + m);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tall<TCols>(in GemmOperands<T> g, int m, int lane)
        where TCols : struct, ICount =>
        GemmTallTile<TOps, TVec, T, TCols>.Run(
            g.C + m * g.CRow + lane, g.CRow, g.A + m * g.ARow, g.ARow, g.AK, g.ABlock, g.B + lane, g.BK, g.BBlock, g.K, g.Blocks, g.Accumulate,
            g.Start == null ? null : g.Start + m);
}
