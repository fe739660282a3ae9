// Versions tried: y = x·Wᵀ, 512 tokens, 210 → 210, float, one Zen 4 core whose FMA peak was 117 GFLOP/s in the same run.
//   naive loops (Kernels/Reference)                    0.9 GFLOP/s
//   6×2 vectors of 128 bits                             55
//   6×1 vectors of 512 bits                             87     six sums do not cover the multiply-add's latency
//   6×2 vectors of 256 bits                            110
//   6×2 vectors of 512 bits                            116
//   6×3 vectors of 512 bits                            116
//   6×4 vectors of 512 bits                            116.6   99 % of peak: one broadcast serves four multiply-adds
// 6×2 vectors of 256 bits, 420 → 210, one Zen 3 core (no AVX-512), operands in the second cache; instructions for the twelve multiply-adds of one k, cycles of a call over the
// least that its multiply-adds take, the same while a neighbour takes part of the core:
//   a pointer for each row                              38   1.13   2.1
//   no copy behind a multiply-add                       31                  (the JIT made seven: Simd.HasFma says why it does not now)
//   three rows to a pointer, no counter                 25   1.08   1.7
// Fewer rows with four vectors: 1 row 57, 2 rows 110, 3 rows 117, 4 rows 116, 5 rows 117. Double, 6×4: 58, all that 512 bits give.
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The register tile that every matrix product of the backend ends in: TRows × TCols vectors of C stay in registers while k runs. Tests on the
/// counts are decided when the JIT compiles an instantiation, so a 6×4 tile contains 24 multiply-adds per k and nothing else, and a 5×3 tile fifteen.</summary>
internal static unsafe class GemmTile<TOps, TVec, T, TRows, TCols, TNext>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged
    where TRows : struct, ICount
    where TCols : struct, ICount
    where TNext : struct, ICount
{
    /// <summary>C (+)= A·B for a part of C, with A's rows and B's lanes that belong to it.</summary>
    /// <param name="g">The product.</param>
    /// <param name="c">The part of C.</param>
    /// <param name="a">The first of its rows of A.</param>
    /// <param name="b">The first of its lanes of B.</param>
    /// <param name="start">Where not null (and not <see cref="GemmOperands{T}.Accumulate"/>): what its rows start from.</param>
    /// <param name="next">Where elements of A lie that are used later (as many rows, or a column of lines), asked for little by little while k runs where TNext is 1 (into the first cache) or 2 (into the second);
    /// <paramref name="a"/> where there is nothing to ask for. Of a product with several blocks it is the next block in any case where TNext is not 0.</param>
    [MethodImpl(Simd.Kernel)]
    public static void Run(in GemmOperands<T> g, T* c, T* a, T* b, T* start, T* next)
    {
        nint cRow = g.CRow, aRow = g.ARow, bK = g.BK, k = g.K;
        var width = (nint)TOps.Lanes;
        TVec c00 = TOps.Zero, c01 = TOps.Zero, c02 = TOps.Zero, c03 = TOps.Zero;
        TVec c10 = TOps.Zero, c11 = TOps.Zero, c12 = TOps.Zero, c13 = TOps.Zero;
        TVec c20 = TOps.Zero, c21 = TOps.Zero, c22 = TOps.Zero, c23 = TOps.Zero;
        TVec c30 = TOps.Zero, c31 = TOps.Zero, c32 = TOps.Zero, c33 = TOps.Zero;
        TVec c40 = TOps.Zero, c41 = TOps.Zero, c42 = TOps.Zero, c43 = TOps.Zero;
        TVec c50 = TOps.Zero, c51 = TOps.Zero, c52 = TOps.Zero, c53 = TOps.Zero;
        if (g.Accumulate)
        {
            Load(c, width, ref c00, ref c01, ref c02, ref c03);
            if (TRows.Value > 1)
            {
                Load(c + cRow, width, ref c10, ref c11, ref c12, ref c13);
            }

            if (TRows.Value > 2)
            {
                Load(c + 2 * cRow, width, ref c20, ref c21, ref c22, ref c23);
            }

            if (TRows.Value > 3)
            {
                Load(c + 3 * cRow, width, ref c30, ref c31, ref c32, ref c33);
            }

            if (TRows.Value > 4)
            {
                Load(c + 4 * cRow, width, ref c40, ref c41, ref c42, ref c43);
            }

            if (TRows.Value > 5)
            {
                Load(c + 5 * cRow, width, ref c50, ref c51, ref c52, ref c53);
            }
        }
        else if (start != null)
        {
            c00 = c01 = c02 = c03 = TOps.Broadcast(start[0]);
            if (TRows.Value > 1)
            {
                c10 = c11 = c12 = c13 = TOps.Broadcast(start[1]);
            }

            if (TRows.Value > 2)
            {
                c20 = c21 = c22 = c23 = TOps.Broadcast(start[2]);
            }

            if (TRows.Value > 3)
            {
                c30 = c31 = c32 = c33 = TOps.Broadcast(start[3]);
            }

            if (TRows.Value > 4)
            {
                c40 = c41 = c42 = c43 = TOps.Broadcast(start[4]);
            }

            if (TRows.Value > 5)
            {
                c50 = c51 = c52 = c53 = TOps.Broadcast(start[5]);
            }
        }

        // Three rows share a pointer: a core of which a neighbour takes part runs short of places for instructions before it runs short of multiply-adds.
        nint twoRows = 2 * aRow, aStep = g.AK * sizeof(T), nextStep = next == a ? 0 : g.AK == 1 ? TRows.Value : g.AK;
        for (var blocks = g.Blocks; blocks > 0; blocks--, b += g.BBlock)
        {
            T* a0 = a, a3 = a0 + aRow + twoRows, row = b;
            a += g.ABlock;
            if (TNext.Value > 0 && g.Blocks > 1)
            {
                // Blocks of A are short stretches far apart: the next one is on its way while this one is used; after the last block the next rows' first one.
                next = blocks > 1 ? a : a - g.Blocks * g.ABlock + TRows.Value * aRow;
                nextStep = TRows.Value;
            }

            for (var end = row + k * bK; row < end; row += bK)
            {
                if (TNext.Value == 1)
                {
                    Simd.Prefetch(next);
                }
                else if (TNext.Value == 2)
                {
                    Simd.PrefetchSecond(next);
                }

                next += TNext.Value == 0 ? 0 : nextStep;

                var b0 = TOps.Load(row);
                var b1 = TCols.Value > 1 ? TOps.Load(row + width) : TOps.Zero;
                var b2 = TCols.Value > 2 ? TOps.Load(row + 2 * width) : TOps.Zero;
                var b3 = TCols.Value > 3 ? TOps.Load(row + 3 * width) : TOps.Zero;
                Step(TOps.Broadcast(*a0), b0, b1, b2, b3, ref c00, ref c01, ref c02, ref c03);
                if (TRows.Value > 1)
                {
                    Step(TOps.Broadcast(a0[aRow]), b0, b1, b2, b3, ref c10, ref c11, ref c12, ref c13);
                }

                if (TRows.Value > 2)
                {
                    Step(TOps.Broadcast(a0[twoRows]), b0, b1, b2, b3, ref c20, ref c21, ref c22, ref c23);
                }

                if (TRows.Value > 3)
                {
                    Step(TOps.Broadcast(*a3), b0, b1, b2, b3, ref c30, ref c31, ref c32, ref c33);
                }

                if (TRows.Value > 4)
                {
                    Step(TOps.Broadcast(a3[aRow]), b0, b1, b2, b3, ref c40, ref c41, ref c42, ref c43);
                }

                if (TRows.Value > 5)
                {
                    Step(TOps.Broadcast(a3[twoRows]), b0, b1, b2, b3, ref c50, ref c51, ref c52, ref c53);
                }

                a0 = (T*)((byte*)a0 + aStep);
                a3 = (T*)((byte*)a3 + aStep);
            }
        }

        if (g.Factor != null)
        {
            var factor = g.Factor + (c - g.C);
            Times(factor, width, ref c00, ref c01, ref c02, ref c03);
            if (TRows.Value > 1)
            {
                Times(factor + cRow, width, ref c10, ref c11, ref c12, ref c13);
            }

            if (TRows.Value > 2)
            {
                Times(factor + 2 * cRow, width, ref c20, ref c21, ref c22, ref c23);
            }

            if (TRows.Value > 3)
            {
                Times(factor + 3 * cRow, width, ref c30, ref c31, ref c32, ref c33);
            }

            if (TRows.Value > 4)
            {
                Times(factor + 4 * cRow, width, ref c40, ref c41, ref c42, ref c43);
            }

            if (TRows.Value > 5)
            {
                Times(factor + 5 * cRow, width, ref c50, ref c51, ref c52, ref c53);
            }
        }

        Store(c, width, c00, c01, c02, c03);
        if (TRows.Value > 1)
        {
            Store(c + cRow, width, c10, c11, c12, c13);
        }

        if (TRows.Value > 2)
        {
            Store(c + 2 * cRow, width, c20, c21, c22, c23);
        }

        if (TRows.Value > 3)
        {
            Store(c + 3 * cRow, width, c30, c31, c32, c33);
        }

        if (TRows.Value > 4)
        {
            Store(c + 4 * cRow, width, c40, c41, c42, c43);
        }

        if (TRows.Value > 5)
        {
            Store(c + 5 * cRow, width, c50, c51, c52, c53);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(T* row, nint width, ref TVec c0, ref TVec c1, ref TVec c2, ref TVec c3)
    {
        c0 = TOps.Load(row);
        if (TCols.Value > 1)
        {
            c1 = TOps.Load(row + width);
        }

        if (TCols.Value > 2)
        {
            c2 = TOps.Load(row + 2 * width);
        }

        if (TCols.Value > 3)
        {
            c3 = TOps.Load(row + 3 * width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(TVec x, TVec b0, TVec b1, TVec b2, TVec b3, ref TVec c0, ref TVec c1, ref TVec c2, ref TVec c3)
    {
        c0 = TOps.Fma(x, b0, c0);
        if (TCols.Value > 1)
        {
            c1 = TOps.Fma(x, b1, c1);
        }

        if (TCols.Value > 2)
        {
            c2 = TOps.Fma(x, b2, c2);
        }

        if (TCols.Value > 3)
        {
            c3 = TOps.Fma(x, b3, c3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* row, nint width, TVec c0, TVec c1, TVec c2, TVec c3)
    {
        TOps.Store(row, c0);
        if (TCols.Value > 1)
        {
            TOps.Store(row + width, c1);
        }

        if (TCols.Value > 2)
        {
            TOps.Store(row + 2 * width, c2);
        }

        if (TCols.Value > 3)
        {
            TOps.Store(row + 3 * width, c3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Times(T* row, nint width, ref TVec c0, ref TVec c1, ref TVec c2, ref TVec c3)
    {
        c0 = TOps.Multiply(c0, TOps.Load(row));
        if (TCols.Value > 1)
        {
            c1 = TOps.Multiply(c1, TOps.Load(row + width));
        }

        if (TCols.Value > 2)
        {
            c2 = TOps.Multiply(c2, TOps.Load(row + 2 * width));
        }

        if (TCols.Value > 3)
        {
            c3 = TOps.Multiply(c3, TOps.Load(row + 3 * width));
        }
    }
}
