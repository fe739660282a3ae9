using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The two inner loops of the direct convolution: up to eight neighbouring results in registers, each a vector of channels.</summary>
internal static unsafe class ConvolutionTile<TOps, TVec, T, TCount>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TCount : struct, ICount
{
    private const int Lanes = ChannelPlanes.Lanes;

    /// <summary>output[j] = Σ_u Σ_v taps[u][v]·input[u][j + v] for TCount neighbours j; rows of input are <paramref name="inputRow"/> apart.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Forward(T* output, T* input, nint inputRow, T* taps, nint rows, nint columns)
    {
        TVec s0 = TOps.Zero, s1 = TOps.Zero, s2 = TOps.Zero, s3 = TOps.Zero, s4 = TOps.Zero, s5 = TOps.Zero, s6 = TOps.Zero, s7 = TOps.Zero;
        for (nint u = 0; u < rows; u++)
        {
            var x = input + u * inputRow;
            for (nint v = 0; v < columns; v++, x += Lanes, taps += Lanes)
            {
                var tap = TOps.Load(taps);
                s0 = TOps.Fma(tap, TOps.Load(x + 0 * Lanes), s0);

                if (TCount.Value > 1)
                {
                    s1 = TOps.Fma(tap, TOps.Load(x + 1 * Lanes), s1);
                }

                if (TCount.Value > 2)
                {
                    s2 = TOps.Fma(tap, TOps.Load(x + 2 * Lanes), s2);
                }

                if (TCount.Value > 3)
                {
                    s3 = TOps.Fma(tap, TOps.Load(x + 3 * Lanes), s3);
                }

                if (TCount.Value > 4)
                {
                    s4 = TOps.Fma(tap, TOps.Load(x + 4 * Lanes), s4);
                }

                if (TCount.Value > 5)
                {
                    s5 = TOps.Fma(tap, TOps.Load(x + 5 * Lanes), s5);
                }

                if (TCount.Value > 6)
                {
                    s6 = TOps.Fma(tap, TOps.Load(x + 6 * Lanes), s6);
                }

                if (TCount.Value > 7)
                {
                    s7 = TOps.Fma(tap, TOps.Load(x + 7 * Lanes), s7);
                }
            }
        }

        TOps.Store(output + 0 * Lanes, s0);

        if (TCount.Value > 1)
        {
            TOps.Store(output + 1 * Lanes, s1);
        }

        if (TCount.Value > 2)
        {
            TOps.Store(output + 2 * Lanes, s2);
        }

        if (TCount.Value > 3)
        {
            TOps.Store(output + 3 * Lanes, s3);
        }

        if (TCount.Value > 4)
        {
            TOps.Store(output + 4 * Lanes, s4);
        }

        if (TCount.Value > 5)
        {
            TOps.Store(output + 5 * Lanes, s5);
        }

        if (TCount.Value > 6)
        {
            TOps.Store(output + 6 * Lanes, s6);
        }

        if (TCount.Value > 7)
        {
            TOps.Store(output + 7 * Lanes, s7);
        }
    }

    /// <summary>sums[v] += Σ_i Σ_j dOutput[i][j]·input[i][j + v] for TCount neighbours v.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void BackwardKernel(T* sums, T* dOutput, nint dOutputRow, T* input, nint inputRow, nint rows, nint columns)
    {
        TVec s0 = TOps.Zero, s1 = TOps.Zero, s2 = TOps.Zero, s3 = TOps.Zero, s4 = TOps.Zero, s5 = TOps.Zero, s6 = TOps.Zero, s7 = TOps.Zero;
        s0 = TOps.Load(sums + 0 * Lanes);

        if (TCount.Value > 1)
        {
            s1 = TOps.Load(sums + 1 * Lanes);
        }

        if (TCount.Value > 2)
        {
            s2 = TOps.Load(sums + 2 * Lanes);
        }

        if (TCount.Value > 3)
        {
            s3 = TOps.Load(sums + 3 * Lanes);
        }

        if (TCount.Value > 4)
        {
            s4 = TOps.Load(sums + 4 * Lanes);
        }

        if (TCount.Value > 5)
        {
            s5 = TOps.Load(sums + 5 * Lanes);
        }

        if (TCount.Value > 6)
        {
            s6 = TOps.Load(sums + 6 * Lanes);
        }

        if (TCount.Value > 7)
        {
            s7 = TOps.Load(sums + 7 * Lanes);
        }

        for (nint i = 0; i < rows; i++)
        {
            T* d = dOutput + i * dOutputRow, x = input + i * inputRow;
            for (nint j = 0; j < columns; j++, d += Lanes, x += Lanes)
            {
                var gradient = TOps.Load(d);
                s0 = TOps.Fma(gradient, TOps.Load(x + 0 * Lanes), s0);

                if (TCount.Value > 1)
                {
                    s1 = TOps.Fma(gradient, TOps.Load(x + 1 * Lanes), s1);
                }

                if (TCount.Value > 2)
                {
                    s2 = TOps.Fma(gradient, TOps.Load(x + 2 * Lanes), s2);
                }

                if (TCount.Value > 3)
                {
                    s3 = TOps.Fma(gradient, TOps.Load(x + 3 * Lanes), s3);
                }

                if (TCount.Value > 4)
                {
                    s4 = TOps.Fma(gradient, TOps.Load(x + 4 * Lanes), s4);
                }

                if (TCount.Value > 5)
                {
                    s5 = TOps.Fma(gradient, TOps.Load(x + 5 * Lanes), s5);
                }

                if (TCount.Value > 6)
                {
                    s6 = TOps.Fma(gradient, TOps.Load(x + 6 * Lanes), s6);
                }

                if (TCount.Value > 7)
                {
                    s7 = TOps.Fma(gradient, TOps.Load(x + 7 * Lanes), s7);
                }
            }
        }

        TOps.Store(sums + 0 * Lanes, s0);

        if (TCount.Value > 1)
        {
            TOps.Store(sums + 1 * Lanes, s1);
        }

        if (TCount.Value > 2)
        {
            TOps.Store(sums + 2 * Lanes, s2);
        }

        if (TCount.Value > 3)
        {
            TOps.Store(sums + 3 * Lanes, s3);
        }

        if (TCount.Value > 4)
        {
            TOps.Store(sums + 4 * Lanes, s4);
        }

        if (TCount.Value > 5)
        {
            TOps.Store(sums + 5 * Lanes, s5);
        }

        if (TCount.Value > 6)
        {
            TOps.Store(sums + 6 * Lanes, s6);
        }

        if (TCount.Value > 7)
        {
            TOps.Store(sums + 7 * Lanes, s7);
        }
    }
}
