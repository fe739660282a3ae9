using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary><see cref="SplitToeplitzTile{TOps,TVec,T,TRows}"/> for one half of a tile of tokens, in the same order for each sum: the first or the last two quarters, which need six of the nine products.</summary>
internal static unsafe class SplitToeplitzHalfTile<TOps, TVec, T, TRows>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged
    where TRows : struct, ICount
{
    private const int Q = SplitForm.Quarter;
    private const int X = Layout.TileTokens;
    private const int S = SplitForm.SumElements;

    /// <summary>Two quarters of y, one vector of each; the arguments as for the whole tile, y and x its beginning, of which the second half lies <paramref name="secondHalf"/> elements behind the first.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Run(T* y, T* x, nint xTile, nint secondHalf, T* sums, nint sumsTile, T* matrix, nint tiles, bool isLast)
    {
        // What is q of the first half is r of the last.
        nint qMatrix = isLast ? 2 * Q : Q, qSums = isLast ? 4 * Q : 3 * Q, quarter = isLast ? 2 * Q : 0, input = isLast ? 0 : secondHalf;
        TVec p0 = TOps.Zero, q0 = TOps.Zero;
        TVec p1 = TOps.Zero, q1 = TOps.Zero;
        TVec p2 = TOps.Zero, q2 = TOps.Zero;
        TVec p3 = TOps.Zero, q3 = TOps.Zero;
        TVec p4 = TOps.Zero, q4 = TOps.Zero;
        TVec p5 = TOps.Zero, q5 = TOps.Zero;
        for (nint tile = 0; tile < tiles; tile++)
        {
            T* m = matrix + tile * SplitForm.BlockElements, s = sums + tile * sumsTile;
            for (nint k = 0; k < Q; k++)
            {
                TVec mp = TOps.Load(m), mq = TOps.Load(m + qMatrix);
                m += 3 * Q;
                p0 = TOps.Fma(TOps.Broadcast(s[0 * S + k]), mp, p0);
                q0 = TOps.Fma(TOps.Broadcast(s[0 * S + qSums + k]), mq, q0);

                if (TRows.Value > 1)
                {
                    p1 = TOps.Fma(TOps.Broadcast(s[1 * S + k]), mp, p1);
                    q1 = TOps.Fma(TOps.Broadcast(s[1 * S + qSums + k]), mq, q1);
                }

                if (TRows.Value > 2)
                {
                    p2 = TOps.Fma(TOps.Broadcast(s[2 * S + k]), mp, p2);
                    q2 = TOps.Fma(TOps.Broadcast(s[2 * S + qSums + k]), mq, q2);
                }

                if (TRows.Value > 3)
                {
                    p3 = TOps.Fma(TOps.Broadcast(s[3 * S + k]), mp, p3);
                    q3 = TOps.Fma(TOps.Broadcast(s[3 * S + qSums + k]), mq, q3);
                }

                if (TRows.Value > 4)
                {
                    p4 = TOps.Fma(TOps.Broadcast(s[4 * S + k]), mp, p4);
                    q4 = TOps.Fma(TOps.Broadcast(s[4 * S + qSums + k]), mq, q4);
                }

                if (TRows.Value > 5)
                {
                    p5 = TOps.Fma(TOps.Broadcast(s[5 * S + k]), mp, p5);
                    q5 = TOps.Fma(TOps.Broadcast(s[5 * S + qSums + k]), mq, q5);
                }
            }
        }

        TVec u0 = p0;
        TVec u1 = p1;
        TVec u2 = p2;
        TVec u3 = p3;
        TVec u4 = p4;
        TVec u5 = p5;
        for (nint tile = 0; tile < tiles; tile++)
        {
            T* m = matrix + tile * SplitForm.BlockElements + SplitForm.Second, s = sums + tile * sumsTile;
            for (nint k = 0; k < Q; k++)
            {
                TVec mq = TOps.Load(m), mr = TOps.Load(m + Q);
                m += 2 * Q;
                p0 = TOps.Fma(TOps.Broadcast(s[0 * S + Q + k]), mq, p0);
                u0 = TOps.Fma(TOps.Broadcast(s[0 * S + 2 * Q + k]), mr, u0);

                if (TRows.Value > 1)
                {
                    p1 = TOps.Fma(TOps.Broadcast(s[1 * S + Q + k]), mq, p1);
                    u1 = TOps.Fma(TOps.Broadcast(s[1 * S + 2 * Q + k]), mr, u1);
                }

                if (TRows.Value > 2)
                {
                    p2 = TOps.Fma(TOps.Broadcast(s[2 * S + Q + k]), mq, p2);
                    u2 = TOps.Fma(TOps.Broadcast(s[2 * S + 2 * Q + k]), mr, u2);
                }

                if (TRows.Value > 3)
                {
                    p3 = TOps.Fma(TOps.Broadcast(s[3 * S + Q + k]), mq, p3);
                    u3 = TOps.Fma(TOps.Broadcast(s[3 * S + 2 * Q + k]), mr, u3);
                }

                if (TRows.Value > 4)
                {
                    p4 = TOps.Fma(TOps.Broadcast(s[4 * S + Q + k]), mq, p4);
                    u4 = TOps.Fma(TOps.Broadcast(s[4 * S + 2 * Q + k]), mr, u4);
                }

                if (TRows.Value > 5)
                {
                    p5 = TOps.Fma(TOps.Broadcast(s[5 * S + Q + k]), mq, p5);
                    u5 = TOps.Fma(TOps.Broadcast(s[5 * S + 2 * Q + k]), mr, u5);
                }
            }
        }

        TVec a0 = TOps.Add(p0, q0), b0 = TOps.Add(u0, q0);
        TVec a1 = TOps.Add(p1, q1), b1 = TOps.Add(u1, q1);
        TVec a2 = TOps.Add(p2, q2), b2 = TOps.Add(u2, q2);
        TVec a3 = TOps.Add(p3, q3), b3 = TOps.Add(u3, q3);
        TVec a4 = TOps.Add(p4, q4), b4 = TOps.Add(u4, q4);
        TVec a5 = TOps.Add(p5, q5), b5 = TOps.Add(u5, q5);
        for (nint tile = 0; tile < tiles; tile++)
        {
            T* m = matrix + tile * SplitForm.BlockElements + SplitForm.Third + quarter, v = x + tile * xTile + input;
            for (nint k = 0; k < Q; k++)
            {
                TVec m0 = TOps.Load(m), m1 = TOps.Load(m + Q);
                m += 4 * Q;
                a0 = TOps.Fma(TOps.Broadcast(v[0 * X + Q + k]), m0, a0);
                b0 = TOps.Fma(TOps.Broadcast(v[0 * X + k]), m1, b0);

                if (TRows.Value > 1)
                {
                    a1 = TOps.Fma(TOps.Broadcast(v[1 * X + Q + k]), m0, a1);
                    b1 = TOps.Fma(TOps.Broadcast(v[1 * X + k]), m1, b1);
                }

                if (TRows.Value > 2)
                {
                    a2 = TOps.Fma(TOps.Broadcast(v[2 * X + Q + k]), m0, a2);
                    b2 = TOps.Fma(TOps.Broadcast(v[2 * X + k]), m1, b2);
                }

                if (TRows.Value > 3)
                {
                    a3 = TOps.Fma(TOps.Broadcast(v[3 * X + Q + k]), m0, a3);
                    b3 = TOps.Fma(TOps.Broadcast(v[3 * X + k]), m1, b3);
                }

                if (TRows.Value > 4)
                {
                    a4 = TOps.Fma(TOps.Broadcast(v[4 * X + Q + k]), m0, a4);
                    b4 = TOps.Fma(TOps.Broadcast(v[4 * X + k]), m1, b4);
                }

                if (TRows.Value > 5)
                {
                    a5 = TOps.Fma(TOps.Broadcast(v[5 * X + Q + k]), m0, a5);
                    b5 = TOps.Fma(TOps.Broadcast(v[5 * X + k]), m1, b5);
                }
            }
        }

        y += isLast ? secondHalf : 0;
        TOps.Store(y, a0);
        TOps.Store(y + Q, b0);

        if (TRows.Value > 1)
        {
            TOps.Store(y + 1 * X, a1);
            TOps.Store(y + 1 * X + Q, b1);
        }

        if (TRows.Value > 2)
        {
            TOps.Store(y + 2 * X, a2);
            TOps.Store(y + 2 * X + Q, b2);
        }

        if (TRows.Value > 3)
        {
            TOps.Store(y + 3 * X, a3);
            TOps.Store(y + 3 * X + Q, b3);
        }

        if (TRows.Value > 4)
        {
            TOps.Store(y + 4 * X, a4);
            TOps.Store(y + 4 * X + Q, b4);
        }

        if (TRows.Value > 5)
        {
            TOps.Store(y + 5 * X, a5);
            TOps.Store(y + 5 * X + Q, b5);
        }
    }
}
