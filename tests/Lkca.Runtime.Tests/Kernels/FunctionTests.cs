using System;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Kernels.Cpu;
using Lkca.Runtime.Kernels.Reference;
using Xunit;

namespace Lkca.Runtime.Tests.Kernels;

/// <summary>exp and the normal distribution on vectors against double precision, and the same bits for every width.</summary>
public unsafe class FunctionTests
{
    [Fact]
    public void ExpOfFloatsIsRightToTheLastPlace()
    {
        for (var x = -86.0; x < 88.3; x += 0.00137)
        {
            double got = ExpFunction.Exp<SimdScalar<float>, float, float>((float)x), expected = Math.Exp((float)x);
            Assert.True(Math.Abs(got - expected) <= 1.4e-7 * expected, $"exp({x}) = {expected}, got {got}");
        }
    }

    [Fact]
    public void ExpOfFloatsKeepsLimits()
    {
        static float Exp(float x) => ExpFunction.Exp<SimdScalar<float>, float, float>(x);
        Assert.Equal(0f, Exp(-87.4f));
        Assert.Equal(0f, Exp(-100));
        Assert.Equal(1f, Exp(0));
        Assert.Equal(0f, Exp(-200));
        Assert.Equal(0f, Exp(float.NegativeInfinity));
        Assert.Equal(float.PositiveInfinity, Exp(88.8f));
        Assert.Equal(float.PositiveInfinity, Exp(float.PositiveInfinity));
        Assert.True(float.IsNaN(Exp(float.NaN)));
    }

    [Fact]
    public void PowersOfTwoAreRightToTheLastPlace()
    {
        static float Power(float y) => ExpFunction.PowerOfTwo<SimdScalar<float>, float, float>(y);
        static double PreciselyPower(double y) => ExpFunction.PowerOfTwo<SimdScalar<double>, double, double>(y);
        for (var y = -125.9; y <= 0; y += 0.00137)
        {
            double got = Power((float)y), expected = Math.Pow(2, (float)y);
            Assert.True(Math.Abs(got - expected) <= 1.4e-7 * expected, $"2^{y} = {expected}, got {got}");
            Assert.True(Math.Abs(PreciselyPower(8 * y) - Math.Pow(2, 8 * y)) <= 1e-15 * Math.Pow(2, 8 * y), $"2^{8 * y}");
        }

        Assert.Equal((1f, 0f, 0f), (Power(0), Power(-126.1f), Power(float.NegativeInfinity)));
        Assert.Equal((1.0, 0.0, 0.0), (PreciselyPower(0), PreciselyPower(-1022.1), PreciselyPower(double.NegativeInfinity)));
        Assert.True(float.IsNaN(Power(float.NaN)) && double.IsNaN(PreciselyPower(double.NaN)));
    }

    [Fact]
    public void LogarithmsAreRight()
    {
        for (var x = 0.99; x < 1e6; x *= 1.00071)
        {
            double single = LogFunction.Log<SimdScalar<float>, float, float>((float)x), expected = Math.Log((float)x);
            Assert.True(Math.Abs(single - expected) <= 1.5e-7 * Math.Max(1, Math.Abs(expected)), $"log {x} = {expected}, got {single}");
            Assert.True(Math.Abs(LogFunction.Log<SimdScalar<double>, double, double>(x) - Math.Log(x)) <= 1e-15 * Math.Max(1, Math.Log(x)), $"log {x}");
        }

        Assert.True(float.IsNaN(LogFunction.Log<SimdScalar<float>, float, float>(float.NaN)));
        Assert.True(float.IsNaN(LogFunction.Log<SimdScalar<float>, float, float>(float.PositiveInfinity)));
    }

    [Fact]
    public void ExpOfDoublesIsRightTo1e15()
    {
        static double Exp(double x) => ExpFunction.Exp<SimdScalar<double>, double, double>(x);
        for (var x = -700.0; x < 709; x += 0.0137)
        {
            Assert.True(Math.Abs(Exp(x) - Math.Exp(x)) <= 1e-15 * Math.Exp(x), $"exp({x}) = {Math.Exp(x)}, got {Exp(x)}");
        }

        Assert.Equal(0, Exp(-800));
        Assert.Equal(double.PositiveInfinity, Exp(710));
        Assert.Equal(0, Exp(-740));
        Assert.True(double.IsNaN(Exp(double.NaN)));
    }

    [Fact]
    public void NormalDistributionOfFloats()
    {
        for (var x = -9.0; x < 9; x += 0.00037)
        {
            double h = (float)x, got = NormalFunction.Cdf<SimdScalar<float>, float, float>((float)x, out var density);
            var expected = NormalDistribution.Cdf(h);
            Assert.True(Math.Abs(got - expected) <= (4e-7 + 3e-8 * h * h) * expected, $"Φ({x}) = {expected}, got {got}");
            Assert.True(Math.Abs(density - NormalDistribution.Density(h)) <= 1.3e-7 * Math.Max(1, h * h), $"φ({x})");
        }
    }

    [Fact]
    public void NormalDistributionOfDoubles()
    {
        for (var x = -30.0; x < 30; x += 0.0037)
        {
            double expected = NormalDistribution.Cdf(x), got = NormalFunction.Cdf<SimdScalar<double>, double, double>(x, out var density);
            Assert.True(Math.Abs(got - expected) <= (1e-14 + 2e-16 * x * x) * expected, $"Φ({x}) = {expected}, got {got}");
            Assert.True(Math.Abs(density - NormalDistribution.Density(x)) <= 1e-14);
        }
    }

    [Fact]
    public void NormalDistributionKeepsLimits()
    {
        Assert.Equal(0.5f, NormalFunction.Cdf<SimdScalar<float>, float, float>(0, out _), 1e-7f);
        Assert.Equal(1f, NormalFunction.Cdf<SimdScalar<float>, float, float>(50, out _));
        Assert.Equal(0f, NormalFunction.Cdf<SimdScalar<float>, float, float>(-50, out _));
        Assert.Equal(1, NormalFunction.Cdf<SimdScalar<double>, double, double>(1e200, out _));
        Assert.Equal(0, NormalFunction.Cdf<SimdScalar<double>, double, double>(-1e200, out _));
        Assert.True(float.IsNaN(NormalFunction.Cdf<SimdScalar<float>, float, float>(float.NaN, out _)));
    }

    [Fact]
    public void EveryWidthGivesTheSameBits()
    {
        const int Count = 4096;
        float* x = stackalloc float[Count], a = stackalloc float[Count], b = stackalloc float[Count], c = stackalloc float[Count], d = stackalloc float[Count];
        var random = new Random(3);
        for (var i = 0; i < Count; i++)
        {
            x[i] = (float)(random.NextDouble() * 40 - 20);
        }

        void Same()
        {
            Assert.True(new Span<float>(a, Count).SequenceEqual(new Span<float>(c, Count)) && new Span<float>(b, Count).SequenceEqual(new Span<float>(d, Count)));
            new Span<float>(c, Count).Clear();
            new Span<float>(d, Count).Clear();
        }

        Lanes.Run<Simd512<float>, Vector512<float>, float, GeluLanes<float>>(new(a, b, x), Count);
        Lanes.Run<SimdPair<Simd256<float>, Vector256<float>, float>, VectorPair<Vector256<float>>, float, GeluLanes<float>>(new(c, d, x), Count);
        Same();
        Lanes.Run<Simd256<float>, Vector256<float>, float, GeluLanes<float>>(new(c, d, x), Count);
        Same();
        Lanes.Run<Simd128<float>, Vector128<float>, float, GeluLanes<float>>(new(c, d, x), Count);
        Same();
        Lanes.Run<SimdScalar<float>, float, float, GeluLanes<float>>(new(c, d, x), Count);
        Same();
    }
}
