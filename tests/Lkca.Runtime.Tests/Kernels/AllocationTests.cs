using System;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Kernels.Cpu;
using Lkca.Runtime.Memory;
using Xunit;

namespace Lkca.Runtime.Tests.Kernels;

/// <summary>Kernels allocate nothing on the managed heap.</summary>
public sealed class AllocationTests : KernelTest<float>
{
    private const int Images = 2, Features = 34, Heads = 2;

    [Theory]
    [InlineData(8, 8)]
    [InlineData(5, 7)]
    public void NothingIsAllocated(int height, int width)
    {
        int n = height * width, tokens = Images * n, kh = 2 * height - 1, kw = 2 * width - 1;
        var (x, y) = (Tiled(tokens, Features, Padding.Zero), Tiled(tokens, Features, Padding.Zero));
        var (qkv, dQkv) = (Tiled(tokens, 3 * Features, Padding.Zero), Tiled(tokens, 3 * Features, Padding.Zero));
        var (weight, kernel, logs, rstd) = (Random(Features * Features), Random(kh * kw), Random(Layout.Elements(tokens, Heads)), Random(Layout.Elements(tokens, 1)));
        var spectrum = Random(2L * Spectral.Length(height, kh) * Spectral.Length(width, kw));
        var scratch = Empty(1 << 16);

        void Run()
        {
            Linear.ForwardGelu(y, default, x, weight, default, tokens, Features, Features);
            Linear.BackwardWeight(weight, default, y, x, scratch, tokens, Features, Features);
            Normalize.Forward(y, rstd, x, new ImageSet(Images), n, Features, 1e-5);
            Attention.Forward(y, logs, qkv, scratch, Images, n, Features, Heads);
            Attention.Backward(dQkv, x, y, qkv, logs, scratch, Images, n, Features, Heads);
            Convolution.Forward(y, x, kernel, scratch, Images, height, width, kh, kw, Features, 1);
            Spectral.Filter(spectrum, kernel, height, width, kh, kw, 1);
            Spectral.Forward(y, x, spectrum, scratch, Images, height, width, kh, kw, Features, 1);
            Spectral.Fold(kernel, spectrum, scratch, height, width, kh, kw, 1);
        }

        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
