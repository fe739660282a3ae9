using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The register tile of <see cref="SplitToeplitzCore{TOps,TVec,T}"/>: TRows channels × one vector of each quarter of a tile of tokens stay in registers while the nine products run, in three
/// passes over the keys. Tests on the count are decided when the JIT compiles an instantiation.</summary>
internal static unsafe class SplitToeplitzTile<TOps, TVec, T, TRows>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged
    where TRows : struct, ICount
{
    private const int Q = SplitForm.Quarter;
    private const int X = Layout.TileTokens;
    private const int S = SplitForm.SumElements;

    /// <summary>The quarters of y, one vector of each.</summary>
    /// <param name="y">The vector's place in the first quarter of the first channel's results.</param>
    /// <param name="x">The channels in the first tile of tokens.</param>
    /// <param name="xTile">Distance of the tiles of x.</param>
    /// <param name="secondHalf">Distance of the halves of a tile, of x and y.</param>
    /// <param name="sums">The channels' sums of quarters in the first tile.</param>
    /// <param name="sumsTile">Distance of the tiles of sums.</param>
    /// <param name="matrix">The vector's place in the block of the first tile; the blocks of the next follow.</param>
    /// <param name="tiles">Tiles of tokens.</param>
    [MethodImpl(Simd.Kernel)]
    public static void Run(T* y, T* x, nint xTile, nint secondHalf, T* sums, nint sumsTile, T* matrix, nint tiles)
    {
        TVec p0 = TOps.Zero, q0 = TOps.Zero, r0 = TOps.Zero;
        TVec p1 = TOps.Zero, q1 = TOps.Zero, r1 = TOps.Zero;
        TVec p2 = TOps.Zero, q2 = TOps.Zero, r2 = TOps.Zero;
        TVec p3 = TOps.Zero, q3 = TOps.Zero, r3 = TOps.Zero;
        TVec p4 = TOps.Zero, q4 = TOps.Zero, r4 = TOps.Zero;
        TVec p5 = TOps.Zero, q5 = TOps.Zero, r5 = TOps.Zero;
        for (nint tile = 0; tile < tiles; tile++)
        {
            T* m = matrix + tile * SplitForm.BlockElements, s = sums + tile * sumsTile;
            for (nint k = 0; k < Q; k++)
            {
                TVec mp = TOps.Load(m), mq = TOps.Load(m + Q), mr = TOps.Load(m + 2 * Q);
                m += 3 * Q;
                p0 = TOps.Fma(TOps.Broadcast(s[0 * S + k]), mp, p0);
                q0 = TOps.Fma(TOps.Broadcast(s[0 * S + 3 * Q + k]), mq, q0);
                r0 = TOps.Fma(TOps.Broadcast(s[0 * S + 4 * Q + k]), mr, r0);
                if (TRows.Value > 1)
                {
                    p1 = TOps.Fma(TOps.Broadcast(s[1 * S + k]), mp, p1);
                    q1 = TOps.Fma(TOps.Broadcast(s[1 * S + 3 * Q + k]), mq, q1);
                    r1 = TOps.Fma(TOps.Broadcast(s[1 * S + 4 * Q + k]), mr, r1);
                }

                if (TRows.Value > 2)
                {
                    p2 = TOps.Fma(TOps.Broadcast(s[2 * S + k]), mp, p2);
                    q2 = TOps.Fma(TOps.Broadcast(s[2 * S + 3 * Q + k]), mq, q2);
                    r2 = TOps.Fma(TOps.Broadcast(s[2 * S + 4 * Q + k]), mr, r2);
                }

                if (TRows.Value > 3)
                {
                    p3 = TOps.Fma(TOps.Broadcast(s[3 * S + k]), mp, p3);
                    q3 = TOps.Fma(TOps.Broadcast(s[3 * S + 3 * Q + k]), mq, q3);
                    r3 = TOps.Fma(TOps.Broadcast(s[3 * S + 4 * Q + k]), mr, r3);
                }

                if (TRows.Value > 4)
                {
                    p4 = TOps.Fma(TOps.Broadcast(s[4 * S + k]), mp, p4);
                    q4 = TOps.Fma(TOps.Broadcast(s[4 * S + 3 * Q + k]), mq, q4);
                    r4 = TOps.Fma(TOps.Broadcast(s[4 * S + 4 * Q + k]), mr, r4);
                }

                if (TRows.Value > 5)
                {
                    p5 = TOps.Fma(TOps.Broadcast(s[5 * S + k]), mp, p5);
                    q5 = TOps.Fma(TOps.Broadcast(s[5 * S + 3 * Q + k]), mq, q5);
                    r5 = TOps.Fma(TOps.Broadcast(s[5 * S + 4 * Q + k]), mr, r5);
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

        TVec a0 = TOps.Add(p0, q0), b0 = TOps.Add(u0, q0), c0 = TOps.Add(p0, r0), d0 = TOps.Add(u0, r0);
        TVec a1 = TOps.Add(p1, q1), b1 = TOps.Add(u1, q1), c1 = TOps.Add(p1, r1), d1 = TOps.Add(u1, r1);
        TVec a2 = TOps.Add(p2, q2), b2 = TOps.Add(u2, q2), c2 = TOps.Add(p2, r2), d2 = TOps.Add(u2, r2);
        TVec a3 = TOps.Add(p3, q3), b3 = TOps.Add(u3, q3), c3 = TOps.Add(p3, r3), d3 = TOps.Add(u3, r3);
        TVec a4 = TOps.Add(p4, q4), b4 = TOps.Add(u4, q4), c4 = TOps.Add(p4, r4), d4 = TOps.Add(u4, r4);
        TVec a5 = TOps.Add(p5, q5), b5 = TOps.Add(u5, q5), c5 = TOps.Add(p5, r5), d5 = TOps.Add(u5, r5);
        for (nint tile = 0; tile < tiles; tile++)
        {
            T* m = matrix + tile * SplitForm.BlockElements + SplitForm.Third, v = x + tile * xTile, w = v + secondHalf;
            for (nint k = 0; k < Q; k++)
            {
                TVec m0 = TOps.Load(m), m1 = TOps.Load(m + Q), m2 = TOps.Load(m + 2 * Q), m3 = TOps.Load(m + 3 * Q);
                m += 4 * Q;
                a0 = TOps.Fma(TOps.Broadcast(w[0 * X + Q + k]), m0, a0);
                b0 = TOps.Fma(TOps.Broadcast(w[0 * X + k]), m1, b0);
                c0 = TOps.Fma(TOps.Broadcast(v[0 * X + Q + k]), m2, c0);
                d0 = TOps.Fma(TOps.Broadcast(v[0 * X + k]), m3, d0);
                if (TRows.Value > 1)
                {
                    a1 = TOps.Fma(TOps.Broadcast(w[1 * X + Q + k]), m0, a1);
                    b1 = TOps.Fma(TOps.Broadcast(w[1 * X + k]), m1, b1);
                    c1 = TOps.Fma(TOps.Broadcast(v[1 * X + Q + k]), m2, c1);
                    d1 = TOps.Fma(TOps.Broadcast(v[1 * X + k]), m3, d1);
                }

                if (TRows.Value > 2)
                {
                    a2 = TOps.Fma(TOps.Broadcast(w[2 * X + Q + k]), m0, a2);
                    b2 = TOps.Fma(TOps.Broadcast(w[2 * X + k]), m1, b2);
                    c2 = TOps.Fma(TOps.Broadcast(v[2 * X + Q + k]), m2, c2);
                    d2 = TOps.Fma(TOps.Broadcast(v[2 * X + k]), m3, d2);
                }

                if (TRows.Value > 3)
                {
                    a3 = TOps.Fma(TOps.Broadcast(w[3 * X + Q + k]), m0, a3);
                    b3 = TOps.Fma(TOps.Broadcast(w[3 * X + k]), m1, b3);
                    c3 = TOps.Fma(TOps.Broadcast(v[3 * X + Q + k]), m2, c3);
                    d3 = TOps.Fma(TOps.Broadcast(v[3 * X + k]), m3, d3);
                }

                if (TRows.Value > 4)
                {
                    a4 = TOps.Fma(TOps.Broadcast(w[4 * X + Q + k]), m0, a4);
                    b4 = TOps.Fma(TOps.Broadcast(w[4 * X + k]), m1, b4);
                    c4 = TOps.Fma(TOps.Broadcast(v[4 * X + Q + k]), m2, c4);
                    d4 = TOps.Fma(TOps.Broadcast(v[4 * X + k]), m3, d4);
                }

                if (TRows.Value > 5)
                {
                    a5 = TOps.Fma(TOps.Broadcast(w[5 * X + Q + k]), m0, a5);
                    b5 = TOps.Fma(TOps.Broadcast(w[5 * X + k]), m1, b5);
                    c5 = TOps.Fma(TOps.Broadcast(v[5 * X + Q + k]), m2, c5);
                    d5 = TOps.Fma(TOps.Broadcast(v[5 * X + k]), m3, d5);
                }
            }
        }

        Store(y, secondHalf, a0, b0, c0, d0);
        if (TRows.Value > 1)
        {
            Store(y + 1 * X, secondHalf, a1, b1, c1, d1);
        }

        if (TRows.Value > 2)
        {
            Store(y + 2 * X, secondHalf, a2, b2, c2, d2);
        }

        if (TRows.Value > 3)
        {
            Store(y + 3 * X, secondHalf, a3, b3, c3, d3);
        }

        if (TRows.Value > 4)
        {
            Store(y + 4 * X, secondHalf, a4, b4, c4, d4);
        }

        if (TRows.Value > 5)
        {
            Store(y + 5 * X, secondHalf, a5, b5, c5, d5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* y, nint secondHalf, TVec a, TVec b, TVec c, TVec d)
    {
        TOps.Store(y, a);
        TOps.Store(y + Q, b);
        TOps.Store(y + secondHalf, c);
        TOps.Store(y + secondHalf + Q, d);
    }
}
