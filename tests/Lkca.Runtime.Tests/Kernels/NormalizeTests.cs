using System.Numerics;
using Lkca.Runtime.Memory;
using Xunit;
using Cpu = Lkca.Runtime.Kernels.Cpu;
using Reference = Lkca.Runtime.Kernels.Reference;

namespace Lkca.Runtime.Tests.Kernels;

public sealed class NormalizeSingleTests : NormalizeTests<float>;

public sealed class NormalizeDoubleTests : NormalizeTests<double>;

/// <summary>LayerNorm, its affine part and the residual connection, over all images, some of them and none.</summary>
public abstract unsafe class NormalizeTests<T> : KernelTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Images = 5;

    [Theory]
    [MemberData(nameof(KernelSizes.Normalize), MemberType = typeof(KernelSizes))]
    public void Forward(int tokensPerImage, int features, string which)
    {
        var indices = stackalloc int[Images];
        var kept = Kept(which, indices);
        var tokens = kept.Count * tokensPerImage;
        var z = Tiled(Images * tokensPerImage, features, Padding.Finite, 3);
        var (expected, actual, expectedScale, scale) = (EmptyTiled(tokens, features), EmptyTiled(tokens, features), EmptyTiled(tokens, 1), EmptyTiled(tokens, 1));
        Reference.Normalize.Forward(expected, expectedScale, z, kept, tokensPerImage, features, 1e-5);
        Cpu.Normalize.Forward(actual, scale, z, kept, tokensPerImage, features, 1e-5);
        CloseTiled(expected, actual, tokens, features, zeroPadding: true, factor: 20);
        CloseTiled(expectedScale, scale, tokens, 1, zeroPadding: true, factor: 20);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.Normalize), MemberType = typeof(KernelSizes))]
    public void BackwardAdd(int tokensPerImage, int features, string which)
    {
        var indices = stackalloc int[Images];
        var kept = Kept(which, indices);
        var tokens = kept.Count * tokensPerImage;
        var (d, x, scale) = (Tiled(tokens, features, Padding.Zero), Tiled(tokens, features, Padding.Zero), Tiled(tokens, 1, Padding.Finite));
        var expected = Tiled(Images * tokensPerImage, features, Padding.Zero);
        var actual = Copy(expected);
        Reference.Normalize.BackwardAdd(expected, d, x, scale, kept, tokensPerImage, features);
        Cpu.Normalize.BackwardAdd(actual, d, x, scale, kept, tokensPerImage, features);
        CloseTiled(expected, actual, Images * tokensPerImage, features, zeroPadding: true);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.Normalize), MemberType = typeof(KernelSizes))]
    public void ResidualAdd(int tokensPerImage, int features, string which)
    {
        var indices = stackalloc int[Images];
        var kept = Kept(which, indices);
        var (y, bias) = (Tiled(kept.Count * tokensPerImage, features, Padding.Finite), Random(features));
        var expected = Tiled(Images * tokensPerImage, features, Padding.Finite);
        var actual = Copy(expected);
        Reference.Residual.Add(expected, y, bias, T.CreateChecked(1.25), kept, tokensPerImage, features);
        Cpu.Residual.Add(actual, y, bias, T.CreateChecked(1.25), kept, tokensPerImage, features);
        CloseTiled(expected, actual, Images * tokensPerImage, features, zeroPadding: false);
        Reference.Residual.Add(expected, y, default, T.One, kept, tokensPerImage, features);
        Cpu.Residual.Add(actual, y, default, T.One, kept, tokensPerImage, features);
        CloseTiled(expected, actual, Images * tokensPerImage, features, zeroPadding: false);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.Normalize), MemberType = typeof(KernelSizes))]
    public void LinearForwardAdd(int tokensPerImage, int features, string which)
    {
        const int Inputs = 21;
        var indices = stackalloc int[Images];
        var kept = Kept(which, indices);
        var tokens = kept.Count * tokensPerImage;
        var (x, w, b) = (Tiled(tokens, Inputs, Padding.Finite), Random(features * Inputs), Random(features));
        var z = Tiled(Images * tokensPerImage, features, Padding.Finite);
        var (expected, actual) = (Copy(z), Copy(z));
        Reference.Linear.ForwardAdd(expected, EmptyTiled(tokens, features), x, w, b, T.CreateChecked(1.25), kept, tokensPerImage, Inputs, features);
        Cpu.Linear.ForwardAdd(actual, EmptyTiled(tokens, features), x, w, b, T.CreateChecked(1.25), kept, tokensPerImage, Inputs, features);
        CloseTiled(expected, actual, Images * tokensPerImage, features, zeroPadding: false);

        // The bits of the two steps that it takes the place of.
        var (branch, apart) = (EmptyTiled(tokens, features), Copy(z));
        Cpu.Linear.Forward(branch, x, w, b, tokens, Inputs, features);
        Cpu.Residual.Add(apart, branch, default, T.CreateChecked(1.25), kept, tokensPerImage, features);
        SameTokens(apart, actual, Images * tokensPerImage, features);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.Normalize), MemberType = typeof(KernelSizes))]
    public void ResidualBackward(int tokensPerImage, int features, string which)
    {
        var indices = stackalloc int[Images];
        var kept = Kept(which, indices);
        var dZ = Tiled(Images * tokensPerImage, features, Padding.Zero);
        var (expected, actual) = (EmptyTiled(kept.Count * tokensPerImage, features), EmptyTiled(kept.Count * tokensPerImage, features));
        Reference.Residual.Backward(expected, dZ, T.CreateChecked(1.25), kept, tokensPerImage, features);
        Cpu.Residual.Backward(actual, dZ, T.CreateChecked(1.25), kept, tokensPerImage, features);
        CloseTiled(expected, actual, kept.Count * tokensPerImage, features, zeroPadding: true);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(35, 7)]
    [InlineData(64, 33)]
    [InlineData(130, 210)]
    public void BackwardAndAffine(int tokens, int features)
    {
        var (d, x, rstd) = (Tiled(tokens, features, Padding.Zero), Tiled(tokens, features, Padding.Zero), Tiled(tokens, 1, Padding.Finite));
        var (scale, shift) = (Random(features), Random(features));
        var (expected, actual) = (EmptyTiled(tokens, features), EmptyTiled(tokens, features));
        Reference.Normalize.Backward(expected, d, x, rstd, tokens, features);
        Cpu.Normalize.Backward(actual, d, x, rstd, tokens, features);
        CloseTiled(expected, actual, tokens, features, zeroPadding: true);
        Reference.Affine.Forward(expected, x, scale, shift, tokens, features);
        Cpu.Affine.Forward(actual, x, scale, shift, tokens, features);
        CloseTiled(expected, actual, tokens, features, zeroPadding: false);
        Reference.Affine.BackwardInput(expected, d, scale, tokens, features);
        Cpu.Affine.BackwardInput(actual, d, scale, tokens, features);
        CloseTiled(expected, actual, tokens, features, zeroPadding: true);
        var sums = Random(features);
        var fast = Copy(sums);
        Reference.Affine.BackwardScale(sums, d, x, tokens, features);
        Cpu.Affine.BackwardScale(fast, d, x, tokens, features);
        Close(sums, fast, features);
    }

    private static ImageSet Kept(string which, int* indices)
    {
        if (which == "all")
        {
            return new(Images);
        }

        var count = 0;
        foreach (var digit in which == "none" ? "" : which)
        {
            indices[count++] = digit - '0';
        }

        return new(indices, count);
    }
}
