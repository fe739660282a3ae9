// Measured: y = x·Wᵀ, float, one Emerald Rapids core, operands in the second cache, share of its peak of 195 GFLOP/s.
//                    32 tokens: 210→210   420→210      16 tokens: 210→210   420→210
//   6 rows                       83 %      87 %                    52 %      57 %
//   12 or 24 rows                91 %      96 %                    67 %      72 %     as many sums as 6 rows of four vectors have
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The register tile of narrow products, for 32 registers: as many sums as <see cref="GemmTile{TOps,TVec,T,TRows,TCols,TNext}"/> has in its largest form, as 12 rows × 2 vectors or 24 rows × 1 vector
/// (<typeparamref name="TCols"/>). Sums cr and dr are the two vectors of row r, or the vectors of rows r and r + 12.</summary>
internal static unsafe class GemmTallTile<TOps, TVec, T, TCols>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged
    where TCols : struct, ICount
{
    private const int Half = 12;

    /// <summary>Rows of the tile: 12 with two vectors, 24 with one.</summary>
    public static int Rows
    {
        // Otherwise the JIT leaves a call, and the 24 sums on the stack: a product of 32 tokens takes 2.5 times as long.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TCols.Value == 2 ? Half : 2 * Half;
    }

    /// <summary>C (+)= A·B for a part of C, with A's rows and B's lanes that belong to it; the operands as for <see cref="GemmTile{TOps, TVec, T, TRows, TCols, TNext}.Run"/>, and <paramref name="next"/> into the second cache.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Run(in GemmOperands<T> g, T* c, T* a, T* b, T* start, T* next)
    {
        nint cRow = g.CRow, aRow = g.ARow, aK = g.AK, bK = g.BK, k = g.K;

        // From a vector of cr to that of dr, in C and in what rows start from.
        nint second = TCols.Value == 2 ? TOps.Lanes : Half * cRow, secondStart = TCols.Value == 2 ? 0 : Half;
        TVec c0 = TOps.Zero, d0 = TOps.Zero;
        TVec c1 = TOps.Zero, d1 = TOps.Zero;
        TVec c2 = TOps.Zero, d2 = TOps.Zero;
        TVec c3 = TOps.Zero, d3 = TOps.Zero;
        TVec c4 = TOps.Zero, d4 = TOps.Zero;
        TVec c5 = TOps.Zero, d5 = TOps.Zero;
        TVec c6 = TOps.Zero, d6 = TOps.Zero;
        TVec c7 = TOps.Zero, d7 = TOps.Zero;
        TVec c8 = TOps.Zero, d8 = TOps.Zero;
        TVec c9 = TOps.Zero, d9 = TOps.Zero;
        TVec c10 = TOps.Zero, d10 = TOps.Zero;
        TVec c11 = TOps.Zero, d11 = TOps.Zero;
        if (g.Accumulate)
        {
            Load(c, second, ref c0, ref d0);
            Load(c + cRow, second, ref c1, ref d1);
            Load(c + 2 * cRow, second, ref c2, ref d2);
            Load(c + 3 * cRow, second, ref c3, ref d3);
            Load(c + 4 * cRow, second, ref c4, ref d4);
            Load(c + 5 * cRow, second, ref c5, ref d5);
            Load(c + 6 * cRow, second, ref c6, ref d6);
            Load(c + 7 * cRow, second, ref c7, ref d7);
            Load(c + 8 * cRow, second, ref c8, ref d8);
            Load(c + 9 * cRow, second, ref c9, ref d9);
            Load(c + 10 * cRow, second, ref c10, ref d10);
            Load(c + 11 * cRow, second, ref c11, ref d11);
        }
        else if (start != null)
        {
            Start(start, secondStart, ref c0, ref d0);
            Start(start + 1, secondStart, ref c1, ref d1);
            Start(start + 2, secondStart, ref c2, ref d2);
            Start(start + 3, secondStart, ref c3, ref d3);
            Start(start + 4, secondStart, ref c4, ref d4);
            Start(start + 5, secondStart, ref c5, ref d5);
            Start(start + 6, secondStart, ref c6, ref d6);
            Start(start + 7, secondStart, ref c7, ref d7);
            Start(start + 8, secondStart, ref c8, ref d8);
            Start(start + 9, secondStart, ref c9, ref d9);
            Start(start + 10, secondStart, ref c10, ref d10);
            Start(start + 11, secondStart, ref c11, ref d11);
        }

        // Three rows share a pointer, so that all addresses stay in registers.
        nint twoRows = 2 * aRow, half = Half * aRow, nextStep = next == a ? 0 : aK == 1 ? Rows : aK;
        for (var blocks = g.Blocks; blocks > 0; blocks--, a += g.ABlock, b += g.BBlock)
        {
            var a0 = a;
            var a3 = a0 + aRow + twoRows;
            var a6 = a3 + aRow + twoRows;
            var a9 = a6 + aRow + twoRows;
            var row = b;
            for (nint i = 0; i < k; i++)
            {
                Simd.PrefetchSecond(next);
                next += nextStep;
                var b0 = TOps.Load(row);
                var b1 = TCols.Value == 2 ? TOps.Load(row + TOps.Lanes) : b0;
                row += bK;
                Step(a0, half, b0, b1, ref c0, ref d0);
                Step(a0 + aRow, half, b0, b1, ref c1, ref d1);
                Step(a0 + twoRows, half, b0, b1, ref c2, ref d2);
                Step(a3, half, b0, b1, ref c3, ref d3);
                Step(a3 + aRow, half, b0, b1, ref c4, ref d4);
                Step(a3 + twoRows, half, b0, b1, ref c5, ref d5);
                Step(a6, half, b0, b1, ref c6, ref d6);
                Step(a6 + aRow, half, b0, b1, ref c7, ref d7);
                Step(a6 + twoRows, half, b0, b1, ref c8, ref d8);
                Step(a9, half, b0, b1, ref c9, ref d9);
                Step(a9 + aRow, half, b0, b1, ref c10, ref d10);
                Step(a9 + twoRows, half, b0, b1, ref c11, ref d11);
                a0 += aK;
                a3 += aK;
                a6 += aK;
                a9 += aK;
            }
        }

        if (g.Factor != null)
        {
            var factor = g.Factor + (c - g.C);
            Times(factor, second, ref c0, ref d0);
            Times(factor + cRow, second, ref c1, ref d1);
            Times(factor + 2 * cRow, second, ref c2, ref d2);
            Times(factor + 3 * cRow, second, ref c3, ref d3);
            Times(factor + 4 * cRow, second, ref c4, ref d4);
            Times(factor + 5 * cRow, second, ref c5, ref d5);
            Times(factor + 6 * cRow, second, ref c6, ref d6);
            Times(factor + 7 * cRow, second, ref c7, ref d7);
            Times(factor + 8 * cRow, second, ref c8, ref d8);
            Times(factor + 9 * cRow, second, ref c9, ref d9);
            Times(factor + 10 * cRow, second, ref c10, ref d10);
            Times(factor + 11 * cRow, second, ref c11, ref d11);
        }

        Store(c, second, c0, d0);
        Store(c + cRow, second, c1, d1);
        Store(c + 2 * cRow, second, c2, d2);
        Store(c + 3 * cRow, second, c3, d3);
        Store(c + 4 * cRow, second, c4, d4);
        Store(c + 5 * cRow, second, c5, d5);
        Store(c + 6 * cRow, second, c6, d6);
        Store(c + 7 * cRow, second, c7, d7);
        Store(c + 8 * cRow, second, c8, d8);
        Store(c + 9 * cRow, second, c9, d9);
        Store(c + 10 * cRow, second, c10, d10);
        Store(c + 11 * cRow, second, c11, d11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(T* row, nint second, ref TVec c, ref TVec d)
    {
        c = TOps.Load(row);
        d = TOps.Load(row + second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Start(T* start, nint second, ref TVec c, ref TVec d)
    {
        c = TOps.Broadcast(start[0]);
        d = TOps.Broadcast(start[second]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(T* a, nint half, TVec b0, TVec b1, ref TVec c, ref TVec d)
    {
        var x = TOps.Broadcast(*a);
        c = TOps.Fma(x, b0, c);
        d = TOps.Fma(TCols.Value == 2 ? x : TOps.Broadcast(a[half]), b1, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* row, nint second, TVec c, TVec d)
    {
        TOps.Store(row, c);
        TOps.Store(row + second, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Times(T* row, nint second, ref TVec c, ref TVec d)
    {
        c = TOps.Multiply(c, TOps.Load(row));
        d = TOps.Multiply(d, TOps.Load(row + second));
    }
}
