using System.Numerics;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Kernels;
using Xunit;
using Cpu = Lkca.Runtime.Kernels.Cpu;
using Reference = Lkca.Runtime.Kernels.Reference;

namespace Lkca.Runtime.Tests.Kernels;

public sealed class LinearSingleTests : LinearTests<float>;

public sealed class LinearDoubleTests : LinearTests<double>;

public abstract class LinearTests<T> : KernelTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [MemberData(nameof(KernelSizes.Linear), MemberType = typeof(KernelSizes))]
    public void Forward(int tokens, int inputs, int outputs)
    {
        var (x, w, b) = (Tiled(tokens, inputs, Padding.Finite), Random(outputs * inputs), Random(outputs));
        var (expected, actual) = (EmptyTiled(tokens, outputs), EmptyTiled(tokens, outputs));
        Reference.Linear.Forward(expected, x, w, b, tokens, inputs, outputs);
        Cpu.Linear.Forward(actual, x, w, b, tokens, inputs, outputs);
        CloseTiled(expected, actual, tokens, outputs, zeroPadding: false);
        Reference.Linear.Forward(expected, x, w, default, tokens, inputs, outputs);
        Cpu.Linear.Forward(actual, x, w, default, tokens, inputs, outputs);
        CloseTiled(expected, actual, tokens, outputs, zeroPadding: false);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.Linear), MemberType = typeof(KernelSizes))]
    public void ForwardGelu(int tokens, int inputs, int outputs)
    {
        var (x, w, b) = (Tiled(tokens, inputs, Padding.Finite), Random(outputs * inputs), Random(outputs));
        var (expected, actual) = (EmptyTiled(tokens, outputs), EmptyTiled(tokens, outputs));
        var (expectedSlope, slope) = (EmptyTiled(tokens, outputs), EmptyTiled(tokens, outputs));
        Reference.Linear.ForwardGelu(expected, expectedSlope, x, w, b, tokens, inputs, outputs);
        Cpu.Linear.ForwardGelu(actual, slope, x, w, b, tokens, inputs, outputs);
        CloseTiled(expected, actual, tokens, outputs, zeroPadding: false);
        CloseTiled(expectedSlope, slope, tokens, outputs, zeroPadding: false);
        var alone = EmptyTiled(tokens, outputs);
        Cpu.Linear.ForwardGelu(alone, default, x, w, b, tokens, inputs, outputs);
        Same(actual, alone);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.Linear), MemberType = typeof(KernelSizes))]
    public void BackwardInput(int tokens, int inputs, int outputs)
    {
        var (dY, w, factor) = (Tiled(tokens, outputs, Padding.Zero), Random(outputs * inputs), Tiled(tokens, inputs, Padding.Finite));
        var (expected, actual, byRows, wTransposed) = (EmptyTiled(tokens, inputs), EmptyTiled(tokens, inputs), EmptyTiled(tokens, inputs), Random(outputs * inputs));
        Cpu.Matrices.Transpose(wTransposed, w, outputs, inputs);
        Reference.Linear.BackwardInput(expected, dY, w, tokens, inputs, outputs);
        Cpu.Linear.BackwardInput(actual, dY, w, tokens, inputs, outputs, transposed: false);
        CloseTiled(expected, actual, tokens, inputs, zeroPadding: true);
        Cpu.Linear.BackwardInput(byRows, dY, wTransposed, tokens, inputs, outputs, transposed: true);
        Same(actual, byRows);
        Reference.Linear.BackwardInputTimes(expected, dY, w, factor, tokens, inputs, outputs);
        Cpu.Linear.BackwardInputTimes(actual, dY, w, factor, tokens, inputs, outputs, transposed: false);
        CloseTiled(expected, actual, tokens, inputs, zeroPadding: true);
        Cpu.Linear.BackwardInputTimes(byRows, dY, wTransposed, factor, tokens, inputs, outputs, transposed: true);
        Same(actual, byRows);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.Linear), MemberType = typeof(KernelSizes))]
    public void BackwardWeight(int tokens, int inputs, int outputs)
    {
        var (dY, x) = (Tiled(tokens, outputs, Padding.Zero), Tiled(tokens, inputs, Padding.Finite));
        var scratch = Empty(Layout.Elements(tokens, 64));
        var (expected, expectedBias) = (Random(outputs * inputs), Random(outputs));
        var (actual, bias, alone) = (Copy(expected), Copy(expectedBias), Copy(expected));
        Reference.Linear.BackwardWeight(expected, expectedBias, dY, x, default, tokens, inputs, outputs);
        Cpu.Linear.BackwardWeight(actual, bias, dY, x, scratch, tokens, inputs, outputs);
        Close(expected, actual, outputs * inputs);
        Close(expectedBias, bias, outputs);
        Cpu.Linear.BackwardWeight(alone, default, dY, x, scratch, tokens, inputs, outputs);
        Same(actual, alone);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.Linear), MemberType = typeof(KernelSizes))]
    public void BackwardBias(int tokens, int inputs, int outputs)
    {
        Assert.True(inputs > 0);
        var dY = Tiled(tokens, outputs, Padding.Zero);
        var expected = Random(outputs);
        var actual = Copy(expected);
        Reference.Linear.BackwardBias(expected, dY, tokens, outputs);
        Cpu.Linear.BackwardBias(actual, dY, tokens, outputs);
        Close(expected, actual, outputs);
    }

    [Theory]
    [InlineData(128, 64, 33)]
    [InlineData(384, 256, 39)]
    [InlineData(384, 320, 45)]
    [InlineData(330, 64, 64)]
    public void WeightGradientsOfTwoCallsAreThoseOfOneInWholeVectors(int tokens, int before, int inputs)
    {
        const int Outputs = 18;
        var (dY, x, scratch) = (Tiled(tokens, Outputs, Padding.Zero), Tiled(tokens, inputs, Padding.Zero), Empty(64 * Layout.Tiles(tokens) * Layout.TileTokens));
        var (once, bias) = (Random(Outputs * inputs), Random(Outputs));
        var (twice, biasTwice) = (Copy(once), Copy(bias));
        Cpu.Linear.BackwardWeight(once, bias, dY, x, scratch, tokens, inputs, Outputs);
        Cpu.Linear.BackwardWeight(twice, biasTwice, dY, x, scratch, before, inputs, Outputs);
        Cpu.Linear.BackwardWeight(twice, biasTwice, dY.At(before * Outputs), x.At(before * inputs), scratch, tokens - before, inputs, Outputs);
        Close(once, twice, Outputs * inputs);
        Close(bias, biasTwice, Outputs);

        // Columns that fill vectors of 64 bytes have one accumulator; the sums of the others are added to the memory's value once a call.
        for (var o = 0; o < Outputs; o++)
        {
            Same(once.At(o * inputs, inputs - (inputs % Vector512<T>.Count)), twice.At(o * inputs, inputs - (inputs % Vector512<T>.Count)));
        }
    }

    [Fact]
    public void AShortArgumentIsNamed()
    {
        var error = Assert.Throws<System.ArgumentException>(() => Cpu.Linear.Forward(Empty(10), Empty(64), Empty(1), default, 64, 1, 1));
        Assert.Contains("holds 10 elements where Layout.Elements(tokens, outputs) = 64", error.Message);
    }
}
