using System;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>The standard normal distribution in double precision, by series and continued fraction (Abramowitz and Stegun 26.2.11 and 26.2.14).</summary>
public static class NormalDistribution
{
    /// <summary>φ(x) = exp(−x²/2)/√(2π).</summary>
    public static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    /// <summary>Φ(x) = (1 + erf(x/√2))/2, to a few units of the last place in either tail.</summary>
    public static double Cdf(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }

        if (Math.Abs(x) < 1.5)
        {
            // Φ(x) = 1/2 + φ(x)·(x + x³/3 + x⁵/(3·5) + …)
            double term = x, sum = x;
            for (var k = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); k += 2)
            {
                term *= x * x / k;
                sum += term;
            }

            return 0.5 + Density(x) * sum;
        }

        if (Math.Abs(x) > 39)
        {
            return x > 0 ? 1 : 0;
        }

        // 1 − Φ(x) = φ(x)/(x + 1/(x + 2/(x + 3/(x + …))))
        var a = Math.Abs(x);
        var fraction = a;
        for (var k = 200; k > 0; k--)
        {
            fraction = a + k / fraction;
        }

        var tail = Density(a) / fraction;
        return x > 0 ? 1 - tail : tail;
    }
}
