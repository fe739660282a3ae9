using System;

namespace Lkca.Conformance.Support;

/// <summary>Test inputs from a seed, the same on every machine (xorshift64* and Box–Muller; System.Random promises no stable sequence).</summary>
public sealed class Draws(ulong seed)
{
    private ulong _state = (seed * 0x9E3779B97F4A7C15) | 1;

    public double Uniform()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return ((_state * 0x2545F4914F6CDD1D) >> 11) * (1.0 / (1UL << 53));
    }

    public int Below(int limit) => (int)(Uniform() * limit);

    /// <summary>N(0, <paramref name="deviation"/>²), rounded to float32 so that both precisions see the same values.</summary>
    public double[] Normal(int count, double deviation = 1)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform()));
        }

        return values;
    }

    /// <summary>One-hot rows.</summary>
    public double[] Targets(int count, int classes)
    {
        var targets = new double[count * classes];
        for (var i = 0; i < count; i++)
        {
            targets[(i * classes) + Below(classes)] = 1;
        }

        return targets;
    }
}
