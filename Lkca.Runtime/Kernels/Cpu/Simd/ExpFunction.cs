using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>e^x on vectors. x = n·ln 2 + r with |r| ≤ ln 2/2, e^r by its Taylor series (degree 7 for float: 5e-9 relative; degree 13 for double: 4e-18), and 2ⁿ
/// in two factors so that results below the smallest normal number round correctly. NaN gives NaN, large x infinity, small x zero.</summary>
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
        var low = Constant<TOps, TVec, T>(isFloat ? -105 : -746);
        x = TOps.SelectGreater(x, high, high, x);
        x = TOps.SelectGreater(low, x, low, x);

        // Adding 1.5·2^mantissaBits rounds to an integer; ln 2 in two parts keeps r exact.
        var magic = Constant<TOps, TVec, T>(isFloat ? 12582912.0 : 6755399441055744.0);
        var n = TOps.Subtract(TOps.Fma(x, Constant<TOps, TVec, T>(1.4426950408889634), magic), magic);
        var r = TOps.Fma(n, Constant<TOps, TVec, T>(isFloat ? -0.693359375 : -0.693147180369123816490), x);
        r = TOps.Fma(n, Constant<TOps, TVec, T>(isFloat ? 2.12194440054690583e-4 : -1.90821492927058770002e-10), r);

        TVec p;
        if (isFloat)
        {
            p = Constant<TOps, TVec, T>(1.0 / 5040);
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
        }

        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 720));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 120));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 24));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1.0 / 6));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(0.5));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1));
        p = TOps.Fma(p, r, Constant<TOps, TVec, T>(1));

        var half = TOps.Fma(n, Constant<TOps, TVec, T>(0.5), magic);
        var rest = TOps.Add(TOps.Subtract(n, TOps.Subtract(half, magic)), magic);
        return TOps.Multiply(TOps.Multiply(p, TOps.PowerOfTwo(half)), TOps.PowerOfTwo(rest));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Constant<TOps, TVec, T>(double value)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TOps.Broadcast(Simd.Constant<T>(value));
}
