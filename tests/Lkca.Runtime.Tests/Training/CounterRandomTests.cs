using System;
using System.Linq;
using Lkca.Runtime.Training;
using Xunit;

namespace Lkca.Runtime.Tests.Training;

public class CounterRandomTests
{
    /// <summary>The known answers that the authors' Random123 library ships (kat_vectors, philox4x32 10).</summary>
    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdcceb, 0x5001e420u, 0x24126ea1u)]
    public void Bits_are_the_known_answers(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint r0, uint r1, uint r2, uint r3)
    {
        var (first, second) = CounterRandom.Bits(((ulong)k1 << 32) | k0, (long)(((ulong)c1 << 32) | c0), (int)c2, (int)c3);
        Assert.Equal((((ulong)r1 << 32) | r0, ((ulong)r3 << 32) | r2), (first, second));
    }

    [Fact]
    public void Uniform_covers_the_unit_interval_evenly()
    {
        var draws = Enumerable.Range(0, 20_000).Select(i => CounterRandom.Uniform(7, 3, i, 0)).ToArray();
        Assert.All(draws, u => Assert.InRange(u, 0, 1 - 1e-16));
        Assert.InRange(draws.Average(), 0.49, 0.51);
        Assert.All(draws.GroupBy(u => (int)(u * 10)), bin => Assert.InRange(bin.Count(), 1800, 2200));
    }

    [Fact]
    public void Normal_has_mean_0_and_variance_1()
    {
        var draws = Enumerable.Range(0, 20_000).Select(i => CounterRandom.Normal(7, i, 0, 5)).ToArray();
        Assert.InRange(draws.Average(), -0.03, 0.03);
        Assert.InRange(draws.Average(x => x * x), 0.96, 1.04);
    }

    [Fact]
    public void Below_reaches_every_value_and_no_other()
    {
        var seen = Enumerable.Range(0, 1000).Select(i => CounterRandom.Below(9, 1, i, 0, 0)).Distinct().Order();
        Assert.Equal(Enumerable.Range(0, 9), seen);
        Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.Below(0, 1, 0, 0, 0));
    }

    [Fact]
    public void Shuffle_is_a_permutation_that_depends_on_seed_and_epoch()
    {
        int[] Draw(ulong seed, long epoch)
        {
            var order = new int[500];
            CounterRandom.Shuffle(order, seed, epoch);
            return order;
        }

        Assert.Equal(Enumerable.Range(0, 500), Draw(1, 0).Order());
        Assert.Equal(Draw(1, 0), Draw(1, 0));
        Assert.NotEqual(Draw(1, 0), Draw(1, 1));
        Assert.NotEqual(Draw(1, 0), Draw(2, 0));
    }

    [Fact]
    public void Every_coordinate_changes_the_draw()
    {
        var draws = new[]
        {
            CounterRandom.Uniform(1, 2, 3, 4), CounterRandom.Uniform(2, 2, 3, 4), CounterRandom.Uniform(1, 3, 3, 4), CounterRandom.Uniform(1, 2, 4, 4),
            CounterRandom.Uniform(1, 2, 3, 5), CounterRandom.Uniform(1L << 40, 2, 3, 4), CounterRandom.Uniform(1, 2L + (1L << 40), 3, 4),
        };
        Assert.Equal(draws.Length, draws.Distinct().Count());
    }
}
