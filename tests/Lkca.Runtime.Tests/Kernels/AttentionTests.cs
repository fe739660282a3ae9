using System.Numerics;
using Xunit;
using Cpu = Lkca.Runtime.Kernels.Cpu;
using Reference = Lkca.Runtime.Kernels.Reference;

namespace Lkca.Runtime.Tests.Kernels;

public sealed class AttentionSingleTests : AttentionTests<float>;

public sealed class AttentionDoubleTests : AttentionTests<double>;

public abstract class AttentionTests<T> : KernelTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [InlineData(0, 64, 8, 2)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(3, 5, 6, 3)]
    [InlineData(2, 35, 34, 2)]
    [InlineData(2, 63, 16, 2)]
    [InlineData(2, 64, 48, 3)]
    [InlineData(3, 65, 33, 1)]
    [InlineData(3, 65, 32, 2)]
    [InlineData(1, 130, 18, 2)]
    [InlineData(1, 128, 14, 2)]
    public void ForwardAndBackward(int images, int tokensPerImage, int features, int heads)
    {
        var tokens = images * tokensPerImage;
        var (qkv, d) = (Tiled(tokens, 3 * features, Padding.Finite, 2), Tiled(tokens, features, Padding.Zero));
        var (expected, actual, sums, fastSums) = (EmptyTiled(tokens, features), EmptyTiled(tokens, features), EmptyTiled(tokens, heads), EmptyTiled(tokens, heads));
        var naive = Empty(Reference.Attention.ScratchElements(tokensPerImage, features, heads));
        var scratch = Empty(Cpu.Attention.ScratchElements(tokensPerImage, features, heads));
        Reference.Attention.Forward(expected, sums, qkv, naive, images, tokensPerImage, features, heads);
        Cpu.Attention.Forward(actual, fastSums, qkv, scratch, images, tokensPerImage, features, heads);
        CloseTiled(expected, actual, tokens, features, zeroPadding: true);
        var (dExpected, dActual) = (EmptyTiled(tokens, 3 * features), EmptyTiled(tokens, 3 * features));
        Reference.Attention.Backward(dExpected, d, expected, qkv, sums, naive, images, tokensPerImage, features, heads);
        Cpu.Attention.Backward(dActual, d, actual, qkv, fastSums, scratch, images, tokensPerImage, features, heads);
        CloseTiled(dExpected, dActual, tokens, 3 * features, zeroPadding: true, factor: 4);
    }
}
