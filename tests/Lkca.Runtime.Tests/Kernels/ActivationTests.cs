using System.Numerics;
using Xunit;
using Cpu = Lkca.Runtime.Kernels.Cpu;
using Reference = Lkca.Runtime.Kernels.Reference;

namespace Lkca.Runtime.Tests.Kernels;

public sealed class ActivationSingleTests : ActivationTests<float>;

public sealed class ActivationDoubleTests : ActivationTests<double>;

/// <summary>Kernels that work element by element or move tokens.</summary>
public abstract class ActivationTests<T> : KernelTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [MemberData(nameof(KernelSizes.Activations), MemberType = typeof(KernelSizes))]
    public void GeluBiasAndSum(int tokens, int features)
    {
        var (h, d, bias) = (Tiled(tokens, features, Padding.Finite, 6), Tiled(tokens, features, Padding.Zero), Random(features));
        var (expected, actual) = (EmptyTiled(tokens, features), EmptyTiled(tokens, features));
        var (expectedSlope, slope) = (EmptyTiled(tokens, features), EmptyTiled(tokens, features));
        Reference.Gelu.Forward(expected, expectedSlope, h, tokens, features);
        Cpu.Gelu.Forward(actual, slope, h, tokens, features);
        CloseTiled(expected, actual, tokens, features, zeroPadding: false);
        CloseTiled(expectedSlope, slope, tokens, features, zeroPadding: false);
        Reference.Gelu.Backward(expected, d, slope, tokens, features);
        Cpu.Gelu.Backward(actual, d, slope, tokens, features);
        CloseTiled(expected, actual, tokens, features, zeroPadding: true);
        Reference.Bias.Add(expected, h, bias, tokens, features);
        Cpu.Bias.Add(actual, h, bias, tokens, features);
        CloseTiled(expected, actual, tokens, features, zeroPadding: false);
        Reference.Elementwise.Add(expected, h, d, tokens, features);
        Cpu.Elementwise.Add(actual, h, d, tokens, features);
        Same(expected, actual);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.Activations), MemberType = typeof(KernelSizes))]
    public void TokensOfImages(int tokensPerImage, int features)
    {
        if (tokensPerImage == 0)
        {
            return;
        }

        foreach (var images in new[] { 0, 1, 3 })
        {
            var tokens = images * tokensPerImage;
            var (x, d) = (Tiled(tokens, features, Padding.Finite), Tiled(tokens, features, Padding.Zero));
            var position = Random(features * tokensPerImage);
            var (expected, actual) = (EmptyTiled(tokens, features), EmptyTiled(tokens, features));
            Reference.Tokens.AddPosition(expected, x, position, images, tokensPerImage, features);
            Cpu.Tokens.AddPosition(actual, x, position, images, tokensPerImage, features);
            CloseTiled(expected, actual, tokens, features, zeroPadding: false);
            var sums = Random(features * tokensPerImage);
            var fast = Copy(sums);
            Reference.Tokens.SumImages(sums, d, images, tokensPerImage, features);
            Cpu.Tokens.SumImages(fast, d, images, tokensPerImage, features);
            Close(sums, fast, sums.Length);
            var (rows, fastRows) = (Empty(tokens * features), Empty(tokens * features));
            Reference.Tokens.ToRows(rows, x, tokens, features);
            Cpu.Tokens.ToRows(fastRows, x, tokens, features);
            Same(rows, fastRows);
            Pool(images, tokensPerImage, features);
            ClassToken(images, tokensPerImage, features);
        }
    }

    [Theory]
    [InlineData(0, 3, 8, 8, 4, 4)]
    [InlineData(1, 1, 1, 1, 1, 1)]
    [InlineData(3, 3, 32, 32, 4, 4)]
    [InlineData(2, 2, 6, 20, 2, 5)]
    [InlineData(5, 3, 8, 12, 8, 2)]
    public void Patches(int count, int channels, int height, int width, int patchHeight, int patchWidth)
    {
        var (tokens, features) = (count * (height / patchHeight) * (width / patchWidth), channels * patchHeight * patchWidth);
        var images = Random(count * channels * height * width);
        var (expected, actual, back) = (EmptyTiled(tokens, features), EmptyTiled(tokens, features), Empty(images.Length));
        Reference.Patches.Forward(expected, images, count, channels, height, width, patchHeight, patchWidth);
        Cpu.Patches.Forward(actual, images, count, channels, height, width, patchHeight, patchWidth);
        Same(expected, actual);
        Cpu.Patches.Backward(back, actual, count, channels, height, width, patchHeight, patchWidth);
        Same(images, back);
    }

    private void Pool(int images, int tokensPerImage, int features)
    {
        var (z, d, tokens) = (Tiled(images * tokensPerImage, features, Padding.NotRead), Tiled(images, features, Padding.Zero), images * tokensPerImage);
        var (expected, actual) = (EmptyTiled(images, features), EmptyTiled(images, features));
        var (back, fastBack) = (EmptyTiled(tokens, features), EmptyTiled(tokens, features));
        Reference.Pooling.Mean(expected, z, images, tokensPerImage, features);
        Cpu.Pooling.Mean(actual, z, images, tokensPerImage, features);
        CloseTiled(expected, actual, images, features, zeroPadding: true);
        Reference.Pooling.MeanBackward(back, d, images, tokensPerImage, features);
        Cpu.Pooling.MeanBackward(fastBack, d, images, tokensPerImage, features);
        Same(back, fastBack);
        Reference.Pooling.First(expected, z, images, tokensPerImage, features);
        Cpu.Pooling.First(actual, z, images, tokensPerImage, features);
        Same(expected, actual);
        Reference.Pooling.FirstBackward(back, d, images, tokensPerImage, features);
        Cpu.Pooling.FirstBackward(fastBack, d, images, tokensPerImage, features);
        Same(back, fastBack);
    }

    private void ClassToken(int images, int gridTokens, int features)
    {
        var (x, token) = (Tiled(images * gridTokens, features, Padding.NotRead), Random(features));
        var tokens = images * (gridTokens + 1);
        var (expected, actual) = (EmptyTiled(tokens, features), EmptyTiled(tokens, features));
        var (back, fastBack) = (EmptyTiled(images * gridTokens, features), EmptyTiled(images * gridTokens, features));
        Reference.Tokens.PrependClass(expected, x, token, images, gridTokens, features);
        Cpu.Tokens.PrependClass(actual, x, token, images, gridTokens, features);
        Same(expected, actual);
        Reference.Tokens.DropClass(back, expected, images, gridTokens, features);
        Cpu.Tokens.DropClass(fastBack, expected, images, gridTokens, features);
        Same(back, fastBack);
        var sums = Random(features);
        var fast = Copy(sums);
        Reference.Tokens.SumClass(sums, expected, images, gridTokens, features);
        Cpu.Tokens.SumClass(fast, expected, images, gridTokens, features);
        Same(sums, fast);
    }
}
