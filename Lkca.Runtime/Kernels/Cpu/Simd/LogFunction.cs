using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Natural logarithms on vectors, for the few that a kernel takes: y ← y + 2·(x − e^y)/(x + e^y) from the logarithm that lies in x's bits, 0.06 off at most. A step
/// leaves a twelfth of the error's third power, so two steps reach float and three double.</summary>
internal static class LogFunction
{
    /// <summary>log x of normal numbers &gt; 0; NaN and infinity give NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVec Log<TOps, TVec, T>(TVec x)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isFloat = typeof(T) == typeof(float);
        var y = TOps.Fma(
            TOps.BitsAsNumber(x),
            TOps.Broadcast(Simd.Constant<T>(0.69314718055994531 / (isFloat ? 1 << 23 : 1L << 52))),
            TOps.Broadcast(Simd.Constant<T>(-0.69314718055994531 * (isFloat ? 127 : 1023))));
        for (var step = 0; step < (isFloat ? 2 : 3); step++)
        {
            var e = ExpFunction.Exp<TOps, TVec, T>(y);
            var half = TOps.Divide(TOps.Subtract(x, e), TOps.Add(x, e));
            y = TOps.Add(y, TOps.Add(half, half));
        }

        return y;
    }
}
