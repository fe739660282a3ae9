using System;

namespace Lkca.Runtime.Training.Augmentations;

/// <summary>Draws from the symmetric beta distribution as a function of a counter: α = 1 is uniform; else two gamma variates by Marsaglia and Tsang's
/// "A simple method for generating gamma variables" (2000).</summary>
internal static class BetaDraw
{
    public static double Symmetric(double alpha, ulong seed, long step)
    {
        if (alpha == 1)
        {
            return CounterRandom.Uniform(seed, step, 0, RandomSite.MixShare);
        }

        var (x, y) = (Gamma(alpha, seed, step, 0), Gamma(alpha, seed, step, 1 << 20));
        return x + y > 0 ? x / (x + y) : 0.5;
    }

    private static double Gamma(double alpha, ulong seed, long step, int first)
    {
        var boost = alpha < 1 ? Math.Pow(1 - CounterRandom.Uniform(seed, step, first, RandomSite.MixShare), 1 / alpha) : 1;
        var d = (alpha < 1 ? alpha + 1 : alpha) - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        for (var attempt = first + 1; ; attempt += 2)
        {
            var normal = CounterRandom.Normal(seed, step, attempt, RandomSite.MixShare);
            var v = Math.Pow(1 + c * normal, 3);
            if (v > 0 && Math.Log(1 - CounterRandom.Uniform(seed, step, attempt + 1, RandomSite.MixShare)) < 0.5 * normal * normal + d - d * v + d * Math.Log(v))
            {
                return boost * d * v;
            }
        }
    }
}
