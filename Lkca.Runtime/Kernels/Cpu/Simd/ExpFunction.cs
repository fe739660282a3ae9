using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>e^x on vectors. x = n·ln 2 + r with |r| ≤ ln 2/2, a polynomial for e^r (float: degree 6 through Chebyshev nodes, 2e-8 relative; double: Taylor's of
/// degree 13, 4e-18), and 2ⁿ put into the exponent. NaN gives NaN, large x infinity; results below the smallest normal number are 0.</summary>
internal static class ExpFunction
{
    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Exp<TOps, TVec, T>(TVec x)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isFloat = typeof(T) == typeof(float);
        var high = Constant<TOps, TVec, T>(isFloat ? 89 : 710);
        var low = Constant<TOps, TVec, T>(isFloat ? -87.33654 : -708.3964185322641);
        x = TOps.SelectGreater(x, high, high, x);

        // Adding 1.5·2^mantissaBits rounds to an integer; ln 2 in two parts keeps r exact.
        var magic = Constant<TOps, TVec, T>(isFloat ? 12582912.0 : 6755399441055744.0);
        var shifted = TOps.Fma(x, Constant<TOps, TVec, T>(1.4426950408889634), magic);
        var n = TOps.Subtract(shifted, magic);
        var r = TOps.Fma(n, Constant<TOps, TVec, T>(isFloat ? -0.693359375 : -0.693147180369123816490), x);
        r = TOps.Fma(n, Constant<TOps, TVec, T>(isFloat ? 2.12194440054690583e-4 : -1.90821492927058770002e-10), r);

        var p = Polynomial<TOps, TVec, T>(r);
        return TOps.SelectGreater(low, x, TOps.Zero, TOps.Multiply(p, TOps.PowerOfTwo(shifted)));
    }

    /// <summary>2^y for y ≤ 0: without the bounds that other arguments need, and with nothing lost between y and its fraction. NaN gives NaN, results below the smallest
    /// normal number are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec PowerOfTwo<TOps, TVec, T>(TVec y)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isFloat = typeof(T) == typeof(float);
        var magic = Constant<TOps, TVec, T>(isFloat ? 12582912.0 : 6755399441055744.0);
        var shifted = TOps.Add(y, magic);
        var r = TOps.Subtract(y, TOps.Subtract(shifted, magic));
        var p = isFloat ? SinglePower<TOps, TVec, T>(r) : Polynomial<TOps, TVec, T>(TOps.Multiply(r, Constant<TOps, TVec, T>(0.69314718055994531)));
        return TOps.SelectGreater(Constant<TOps, TVec, T>(isFloat ? -126 : -1022), y, TOps.Zero, TOps.ScaleByPower(p, shifted));
    }

    /// <summary>2^r for |r| ≤ ½ to single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec SinglePower<TOps, TVec, T>(TVec r)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var p = Constant<TOps, TVec, T>(1.5345811556885834e-4);
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.3399931216007376e-3));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(9.618488958761504e-3));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(0.055503287769750845));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(0.24022646890619478));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(0.6931472057372633));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1));
        return p;
    }

    // e^r
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Polynomial<TOps, TVec, T>(TVec r)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVec p;
        if (typeof(T) == typeof(float))
        {
            p = Constant<TOps, TVec, T>(0.001394116086885333);
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(0.008375167846679688));
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(0.04166635125875473));
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(0.16666415333747864));
        }
        else
        {
            p = Constant<TOps, TVec, T>(1.0 / 6227020800);
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 479001600));
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 39916800));
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 3628800));
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 362880));
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 40320));
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 5040));
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 720));
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 120));
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 24));
            p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 6));
        }

        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(0.5));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1));
        return p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Constant<TOps, TVec, T>(double value)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TOps.Broadcast(Simd.Constant<T>(value));
}
