using System;

namespace Lkca.Runtime.Training;

/// <summary>Random numbers as a pure function of (seed, step, sample, site): no state, no allocation, the same numbers whatever the thread count,
/// the order of the calls or the point where a run was resumed. Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
/// as 1, 2, 3" (2011): the key is the seed, the 128-bit counter is (step, sample, site). Sites from 0 up belong to the models (one per droppable
/// branch); the negative ones are named in <see cref="RandomSite"/>.</summary>
public static class CounterRandom
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>128 random bits as two words: the cipher's output for one counter.</summary>
    public static (ulong First, ulong Second) Bits(ulong seed, long step, int sample, int site)
    {
        uint c0 = (uint)step, c1 = (uint)((ulong)step >> 32), c2 = (uint)sample, c3 = (uint)site;
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)Multiplier0 * c0;
            var p1 = (ulong)Multiplier1 * c2;
            c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
            c1 = (uint)p1;
            c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
            c3 = (uint)p0;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (((ulong)c1 << 32) | c0, ((ulong)c3 << 32) | c2);
    }

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public static double Uniform(ulong seed, long step, int sample, int site) =>
        (Bits(seed, step, sample, site).First >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal by Box and Muller's transform: √(−2 ln u₁)·cos(2π u₂) with u₁ in (0, 1].</summary>
    public static double Normal(ulong seed, long step, int sample, int site)
    {
        var (first, second) = Bits(seed, step, sample, site);
        var u1 = ((first >> 11) + 1) * (1.0 / (1UL << 53));
        var u2 = (second >> 11) * (1.0 / (1UL << 53));
        return Math.Sqrt(-2 * Math.Log(u1)) * Math.Cos(2 * Math.PI * u2);
    }

    /// <summary>An integer in [0, <paramref name="bound"/>), uniform but for a bias below bound·2⁻⁶⁴.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public static int Below(int bound, ulong seed, long step, int sample, int site)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(Bits(seed, step, sample, site).First, (ulong)bound, out _);
    }

    /// <summary>Fills <paramref name="order"/> with a permutation of 0 … length−1 that depends on (<paramref name="seed"/>,
    /// <paramref name="epoch"/>) only (Fisher and Yates).</summary>
    public static void Shuffle(Span<int> order, ulong seed, long epoch)
    {
        for (var i = 0; i < order.Length; i++)
        {
            var j = Below(i + 1, seed, epoch, i, RandomSite.Shuffle);
            order[i] = order[j];
            order[j] = i;
        }
    }
}
