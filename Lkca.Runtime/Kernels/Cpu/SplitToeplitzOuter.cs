using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Sixteen rows × one vector of sixteen elements in registers: what <see cref="GemmTile{TOps,TVec,T,TRows,TCols,TNext}"/> would do with six rows, whose sums do not cover the
/// latency of a multiply-add when a row is one vector.</summary>
internal static unsafe class SplitToeplitzOuter<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged
{
    /// <summary>c[r, lane] += Σ_k a[k·distance + r]·b[k·distance + lane], k ascending.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Run(T* c, nint cRow, T* a, T* b, nint distance, nint count)
    {
        TVec c0 = TOps.Load(c), c1 = TOps.Load(c + cRow), c2 = TOps.Load(c + 2 * cRow), c3 = TOps.Load(c + 3 * cRow);
        TVec c4 = TOps.Load(c + 4 * cRow), c5 = TOps.Load(c + 5 * cRow), c6 = TOps.Load(c + 6 * cRow), c7 = TOps.Load(c + 7 * cRow);
        TVec c8 = TOps.Load(c + 8 * cRow), c9 = TOps.Load(c + 9 * cRow), c10 = TOps.Load(c + 10 * cRow), c11 = TOps.Load(c + 11 * cRow);
        TVec c12 = TOps.Load(c + 12 * cRow), c13 = TOps.Load(c + 13 * cRow), c14 = TOps.Load(c + 14 * cRow), c15 = TOps.Load(c + 15 * cRow);
        for (nint k = 0; k < count; k++, a += distance, b += distance)
        {
            var x = TOps.Load(b);
            c0 = TOps.Fma(TOps.Broadcast(a[0]), x, c0);
            c1 = TOps.Fma(TOps.Broadcast(a[1]), x, c1);
            c2 = TOps.Fma(TOps.Broadcast(a[2]), x, c2);
            c3 = TOps.Fma(TOps.Broadcast(a[3]), x, c3);
            c4 = TOps.Fma(TOps.Broadcast(a[4]), x, c4);
            c5 = TOps.Fma(TOps.Broadcast(a[5]), x, c5);
            c6 = TOps.Fma(TOps.Broadcast(a[6]), x, c6);
            c7 = TOps.Fma(TOps.Broadcast(a[7]), x, c7);
            c8 = TOps.Fma(TOps.Broadcast(a[8]), x, c8);
            c9 = TOps.Fma(TOps.Broadcast(a[9]), x, c9);
            c10 = TOps.Fma(TOps.Broadcast(a[10]), x, c10);
            c11 = TOps.Fma(TOps.Broadcast(a[11]), x, c11);
            c12 = TOps.Fma(TOps.Broadcast(a[12]), x, c12);
            c13 = TOps.Fma(TOps.Broadcast(a[13]), x, c13);
            c14 = TOps.Fma(TOps.Broadcast(a[14]), x, c14);
            c15 = TOps.Fma(TOps.Broadcast(a[15]), x, c15);
        }

        TOps.Store(c, c0);
        TOps.Store(c + cRow, c1);
        TOps.Store(c + 2 * cRow, c2);
        TOps.Store(c + 3 * cRow, c3);
        TOps.Store(c + 4 * cRow, c4);
        TOps.Store(c + 5 * cRow, c5);
        TOps.Store(c + 6 * cRow, c6);
        TOps.Store(c + 7 * cRow, c7);
        TOps.Store(c + 8 * cRow, c8);
        TOps.Store(c + 9 * cRow, c9);
        TOps.Store(c + 10 * cRow, c10);
        TOps.Store(c + 11 * cRow, c11);
        TOps.Store(c + 12 * cRow, c12);
        TOps.Store(c + 13 * cRow, c13);
        TOps.Store(c + 14 * cRow, c14);
        TOps.Store(c + 15 * cRow, c15);
    }
}
