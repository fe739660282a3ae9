// Measured: GELU with slope of 107,520 floats, one Zen 4 core: 86.3 µs with an exp of degree 7 that rounds below the normal numbers, 69.8 µs with one that does not.
// One vector of 16 floats, an Emerald Rapids core of 3.05 GHz: 29.8 cycles with that exp and a polynomial in 1/(1 + z/4), 21.8 with the forms below (42 and 34 operations).
// Two and four vectors in step: 37 and 490 cycles; the out-of-order core already overlaps them, and the second exceeds the inliner.
// The same on a Zen 4 core of 3.67 GHz: 30.4 cycles; 28.4 with degree 8 in place of 9, 1/√(2π) in the exponential's polynomial and signs in place of comparisons, which take multipliers there.
// By units 21 multiply-adds and 7 for the division. Constants kept in registers: 27.3, for a kernel of its own with a table of constants. Not kept.
// There, in register tiles of 6 rows, a vector of 8 floats with AVX2: 24.1 cycles; the two polynomials in turn 23.0; two vectors in step (SimdPair) as well 20.3; one instruction for a choice by sign 19.4. A vector of 16 with
// AVX-512: the polynomials in turn 33.2 to 32.4 with the copy of the tile that the measurement makes.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The standard normal distribution on vectors. With z = |h| and E = exp(−z²/2), the lower tail is Φ(−z) = E·R(z), where R(z) = ½·erfcx(z/√2) falls
/// slowly from ½ to 1/(z√(2π)). Float: Φ(−z) = φ(z)·M(z), where Mills' ratio M = R·√(2π) is a polynomial of degree 8 in (3.4 − z)/(3.4 + z), the best relative one on 0 ≤ z ≤ 13 (3e-8), and φ is 0
/// beyond. Double: R(z) = t·P(2t − 1) with t = 1/(1 + z/4) and P a Chebyshev interpolation of degree 23 on 0 ≤ t ≤ 1 (below 1e-15). There is no cancellation in either tail,
/// and erf(x) = 2Φ(x√2) − 1.</summary>
internal static class NormalFunction
{
    /// <summary>Φ(h) and φ(h).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Cdf<TOps, TVec, T>(TVec h, out TVec density)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var one = Constant<TOps, TVec, T>(1);
        var z = TOps.Abs(h);
        var tail = typeof(T) == typeof(float) ? Tail<TOps, TVec, T>(z, out density) : PreciseTail<TOps, TVec, T>(z, out density);
        return TOps.SelectSign(h, tail, TOps.Subtract(one, tail));
    }

    // Φ(−z) and φ(z) for single precision. The two polynomials stand step by step beside each other: an operation that waits for the one before it takes a place in the core's queue, and with both chains in
    // one stretch of code that many operations are begun at once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Tail<TOps, TVec, T>(TVec z, out TVec density)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var square = TOps.Multiply(z, z);
        var center = Constant<TOps, TVec, T>(3.4);
        var v = TOps.Divide(TOps.Subtract(center, z), TOps.Add(center, z));
        var r = Fraction<TOps, TVec, T>(square, out var shifted);
        var e = Constant<TOps, TVec, T>(6.122093251613228e-05); // 2^r/√(2π)
        var m = Constant<TOps, TVec, T>(0.0003904985490094575); // M(z)
        e = TOps.Fma(e, r, Constant<TOps, TVec, T>(0.0005345799205251911));
        m = TOps.Fma(m, v, Constant<TOps, TVec, T>(-0.00054350666245645));
        e = TOps.Fma(e, r, Constant<TOps, TVec, T>(0.0038372219192434314));
        m = TOps.Fma(m, v, Constant<TOps, TVec, T>(-0.0037142549933281478));
        e = TOps.Fma(e, r, Constant<TOps, TVec, T>(0.022142608190447464));
        m = TOps.Fma(m, v, Constant<TOps, TVec, T>(0.000990218838371018));
        e = TOps.Fma(e, r, Constant<TOps, TVec, T>(0.09583649531814845));
        m = TOps.Fma(m, v, Constant<TOps, TVec, T>(0.041389540923736506));
        e = TOps.Fma(e, r, Constant<TOps, TVec, T>(0.2765257269108053));
        m = TOps.Fma(m, v, Constant<TOps, TVec, T>(0.1479533929469789));
        e = TOps.Fma(e, r, Constant<TOps, TVec, T>(0.39894228062251574));
        m = TOps.Fma(m, v, Constant<TOps, TVec, T>(0.3151842134075981));
        m = TOps.Fma(m, v, Constant<TOps, TVec, T>(0.47823115355935414));
        m = TOps.Fma(m, v, Constant<TOps, TVec, T>(0.2734329015418197));
        density = TOps.SelectSign(TOps.Subtract(z, Constant<TOps, TVec, T>(13)), TOps.ScaleByPower(e, shifted), TOps.Zero);
        return TOps.Multiply(density, m);
    }

    // r of y = −z²/2·log₂e = n + r, with n in the low bits of `shifted`.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Fraction<TOps, TVec, T>(TVec square, out TVec shifted)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scale = Constant<TOps, TVec, T>(-0.72134752044448170);
        var magic = Constant<TOps, TVec, T>(12582912.0);
        shifted = TOps.Fma(square, scale, magic);
        if (Simd.HasFma)
        {
            // Rounded once, and then what rounding took from the constant.
            return TOps.Fma(square, Constant<TOps, TVec, T>(-9.6298150e-9), TOps.Fma(square, scale, TOps.Subtract(magic, shifted)));
        }

        // r·ln 2 with ln 2 in two parts, of which n times the first is exact.
        var n = TOps.Subtract(shifted, magic);
        var t = TOps.Fma(n, Constant<TOps, TVec, T>(-0.693359375), TOps.Multiply(square, Constant<TOps, TVec, T>(-0.5)));
        return TOps.Multiply(TOps.Fma(n, Constant<TOps, TVec, T>(2.12194440054690583e-4), t), Constant<TOps, TVec, T>(1.4426950408889634));
    }

    // The same for double precision.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec PreciseTail<TOps, TVec, T>(TVec z, out TVec density)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var one = Constant<TOps, TVec, T>(1);

        // exp(−z²/2) with the rounding error of z² put back: e^(a + b) ≈ e^a·(1 + b).
        var square = TOps.Multiply(z, z);
        var e = ExpFunction.Exp<TOps, TVec, T>(TOps.Multiply(square, Constant<TOps, TVec, T>(-0.5)));
        if (Simd.HasFma)
        {
            var error = TOps.Fma(z, z, TOps.Subtract(TOps.Zero, square));
            var finite = TOps.SelectGreater(Constant<TOps, TVec, T>(64), z, error, TOps.Zero);
            e = TOps.Fma(e, TOps.Multiply(finite, Constant<TOps, TVec, T>(-0.5)), e);
        }

        density = TOps.Multiply(e, Constant<TOps, TVec, T>(0.39894228040143267794));
        var t = TOps.Divide(one, TOps.Fma(z, Constant<TOps, TVec, T>(0.25), one));
        var s = TOps.Subtract(TOps.Add(t, t), one);
        var p = Constant<TOps, TVec, T>(3.7341198774887576e-11);
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(-4.214620484319719e-10));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(1.0443709631083569e-10));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(4.012985628570631e-9));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(-4.3547812948647285e-9));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(-1.9686736076177096e-8));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(3.979109847948726e-8));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(6.617114031617589e-8));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(-2.560592247141351e-7));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(-1.5622854202251649e-7));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(1.480322355528757e-6));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(1.7864506480482754e-7));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(-8.78624703290086e-6));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(-4.769171283300536e-7));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(5.777374668713712e-5));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(3.333605188788428e-5));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(-0.0004077046156947422));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(-0.0008699230891126944));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(0.0018850472417491558));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(0.01509914372258702));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(0.04663046448991294));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(0.09678435018555673));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(0.15197416049297302));
        p = TOps.Fma(p, s, Constant<TOps, TVec, T>(0.18882128260393785));
        return TOps.Multiply(e, TOps.Multiply(t, p));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Constant<TOps, TVec, T>(double value)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TOps.Broadcast(Simd.Constant<T>(value));
}

/// <summary>g = h·Φ(h) and, where wanted, slope = Φ(h) + h·φ(h).</summary>
internal unsafe readonly struct GeluLanes<T>(T* g, T* slope, T* h) : ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TOps, TVec>(nint i)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
    {
        var x = TOps.Load(h + i);
        var cdf = NormalFunction.Cdf<TOps, TVec, T>(x, out var density);
        TOps.Store(g + i, TOps.Multiply(x, cdf));
        if (slope != null)
        {
            TOps.Store(slope + i, TOps.Fma(x, density, cdf));
        }
    }
}
