using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Radix-2 transforms of complex vectors of some number of lanes: an element is that many real parts, then as many imaginary parts. Forward goes from natural to bit-reversed order
/// (decimation in frequency), inverse back (decimation in time), so that no permutation is ever made. The inverse does not divide.</summary>
internal static unsafe class FourierTransform<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>x̂ = Σ x·exp(−2πi·…), in place, <paramref name="stride"/> elements of T apart.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Forward(T* data, nint stride, nint length, nint lanes, T* roots, nint rootStep)
    {
        for (var span = length / 2; span >= 1; span /= 2, rootStep *= 2)
        {
            for (nint block = 0; block < length; block += 2 * span)
            {
                for (nint k = 0; k < span; k++)
                {
                    T* a = data + (block + k) * stride, b = a + span * stride;
                    TVec cos = TOps.Broadcast(roots[2 * k * rootStep]), sin = TOps.Broadcast(roots[2 * k * rootStep + 1]);
                    for (nint lane = 0; lane < lanes; lane += TOps.Lanes)
                    {
                        TVec ar = TOps.Load(a + lane), ai = TOps.Load(a + lanes + lane), br = TOps.Load(b + lane), bi = TOps.Load(b + lanes + lane);
                        TOps.Store(a + lane, TOps.Add(ar, br));
                        TOps.Store(a + lanes + lane, TOps.Add(ai, bi));
                        TVec dr = TOps.Subtract(ar, br), di = TOps.Subtract(ai, bi);
                        TOps.Store(b + lane, TOps.Subtract(TOps.Multiply(dr, cos), TOps.Multiply(di, sin)));
                        TOps.Store(b + lanes + lane, TOps.Fma(di, cos, TOps.Multiply(dr, sin)));
                    }
                }
            }
        }
    }

    /// <summary>The inverse of <see cref="Forward"/> times length.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Inverse(T* data, nint stride, nint length, nint lanes, T* roots, nint rootStep)
    {
        rootStep *= length / 2;
        for (nint span = 1; span < length; span *= 2, rootStep /= 2)
        {
            for (nint block = 0; block < length; block += 2 * span)
            {
                for (nint k = 0; k < span; k++)
                {
                    T* a = data + (block + k) * stride, b = a + span * stride;
                    TVec cos = TOps.Broadcast(roots[2 * k * rootStep]), sin = TOps.Broadcast(roots[2 * k * rootStep + 1]);
                    for (nint lane = 0; lane < lanes; lane += TOps.Lanes)
                    {
                        TVec ar = TOps.Load(a + lane), ai = TOps.Load(a + lanes + lane), br = TOps.Load(b + lane), bi = TOps.Load(b + lanes + lane);
                        var tr = TOps.Fma(br, cos, TOps.Multiply(bi, sin));
                        var ti = TOps.Subtract(TOps.Multiply(bi, cos), TOps.Multiply(br, sin));
                        TOps.Store(a + lane, TOps.Add(ar, tr));
                        TOps.Store(a + lanes + lane, TOps.Add(ai, ti));
                        TOps.Store(b + lane, TOps.Subtract(ar, tr));
                        TOps.Store(b + lanes + lane, TOps.Subtract(ai, ti));
                    }
                }
            }
        }
    }

    /// <summary>roots[2k], roots[2k + 1] = exp(−2πi·k/length) for k &lt; length/2.</summary>
    public static void Roots(T* roots, int length)
    {
        for (var k = 0; k < Math.Max(1, length / 2); k++)
        {
            var (sin, cos) = Math.SinCos(-2 * Math.PI * k / length);
            roots[2 * k] = Simd.Constant<T>(cos);
            roots[2 * k + 1] = Simd.Constant<T>(sin);
        }
    }
}
