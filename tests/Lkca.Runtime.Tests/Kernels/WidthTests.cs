using System;
using System.Numerics;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Kernels.Cpu;
using Lkca.Runtime.Memory;
using Xunit;

namespace Lkca.Runtime.Tests.Kernels;

public sealed class WidthSingleTests : WidthTests<float>;

public sealed class WidthDoubleTests : WidthTests<double>;

/// <summary>Kernels of 512, 256 and 128 bits give the same bits.</summary>
public abstract class WidthTests<T> : KernelTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tokens = 130, Inputs = 33, Outputs = 50;

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(64)]
    [InlineData(130)]
    public void LinearWithGelu(int tokens)
    {
        var (x, w, b) = (Tiled(tokens, Inputs, Padding.Finite), Random(Inputs * Outputs), Random(Outputs));
        var elements = Layout.Elements(tokens, Outputs);
        AllEqual(
            2 * elements,
            both => LinearCore<Simd512<T>, Vector512<T>, T>.ForwardGelu(both, both.At(elements), x, w, b, tokens, Inputs, Outputs),
            both => LinearCore<Simd256<T>, Vector256<T>, T>.ForwardGelu(both, both.At(elements), x, w, b, tokens, Inputs, Outputs),
            both => LinearCore<Simd128<T>, Vector128<T>, T>.ForwardGelu(both, both.At(elements), x, w, b, tokens, Inputs, Outputs));
        AllEqual(
            elements,
            y => LinearCore<Simd512<T>, Vector512<T>, T>.ForwardGelu(y, default, x, w, b, tokens, Inputs, Outputs),
            y => LinearCore<Simd256<T>, Vector256<T>, T>.ForwardGelu(y, default, x, w, b, tokens, Inputs, Outputs),
            y => LinearCore<Simd128<T>, Vector128<T>, T>.ForwardGelu(y, default, x, w, b, tokens, Inputs, Outputs));
    }

    [Fact]
    public void LinearWithResidual()
    {
        var (x, w, b) = (Tiled(Tokens, Inputs, Padding.Finite), Random(Inputs * Outputs), Random(Outputs));
        var (z, branch, all) = (Tiled(Tokens, Outputs, Padding.Finite), EmptyTiled(Tokens, Outputs), new ImageSet(1));
        Action<NativeSpan<T>> Adding(Action<NativeSpan<T>> add) => y =>
        {
            z.Span.CopyTo(y.Span);
            add(y);
        };
        AllEqual(
            Layout.Elements(Tokens, Outputs),
            Adding(y => LinearCore<Simd512<T>, Vector512<T>, T>.ForwardAdd(y, branch, x, w, b, T.CreateChecked(1.25), all, Tokens, Inputs, Outputs)),
            Adding(y => LinearCore<Simd256<T>, Vector256<T>, T>.ForwardAdd(y, branch, x, w, b, T.CreateChecked(1.25), all, Tokens, Inputs, Outputs)),
            Adding(y => LinearCore<Simd128<T>, Vector128<T>, T>.ForwardAdd(y, branch, x, w, b, T.CreateChecked(1.25), all, Tokens, Inputs, Outputs)));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(20, false)]
    [InlineData(64, false)]
    [InlineData(130, false)]
    [InlineData(1, true)]
    [InlineData(20, true)]
    [InlineData(64, true)]
    [InlineData(130, true)]
    public void LinearBackwardToTheInput(int tokens, bool transposed)
    {
        var (d, w, x) = (Tiled(tokens, Outputs, Padding.Zero), Random(Inputs * Outputs), Tiled(tokens, Inputs, Padding.Finite));
        var elements = Layout.Elements(tokens, Inputs);
        AllEqual(
            elements,
            y => LinearCore<Simd512<T>, Vector512<T>, T>.BackwardInput(y, d, w, tokens, Inputs, Outputs, transposed),
            y => LinearCore<Simd256<T>, Vector256<T>, T>.BackwardInput(y, d, w, tokens, Inputs, Outputs, transposed),
            y => LinearCore<Simd128<T>, Vector128<T>, T>.BackwardInput(y, d, w, tokens, Inputs, Outputs, transposed));
        AllEqual(
            elements,
            y => LinearCore<Simd512<T>, Vector512<T>, T>.BackwardInputTimes(y, d, w, x, tokens, Inputs, Outputs, transposed),
            y => LinearCore<Simd256<T>, Vector256<T>, T>.BackwardInputTimes(y, d, w, x, tokens, Inputs, Outputs, transposed),
            y => LinearCore<Simd128<T>, Vector128<T>, T>.BackwardInputTimes(y, d, w, x, tokens, Inputs, Outputs, transposed));
    }

    [Fact]
    public void LinearBackwardToTheBias()
    {
        var d = Tiled(Tokens, Outputs, Padding.Zero);
        AllEqual(
            Outputs,
            y => LinearCore<Simd512<T>, Vector512<T>, T>.BackwardBias(y, d, Tokens, Outputs),
            y => LinearCore<Simd256<T>, Vector256<T>, T>.BackwardBias(y, d, Tokens, Outputs),
            y => LinearCore<Simd128<T>, Vector128<T>, T>.BackwardBias(y, d, Tokens, Outputs));
    }

    [Theory]
    [InlineData(130, 33)]
    [InlineData(330, 39)]
    [InlineData(130, 45)]
    [InlineData(330, 64)]
    [InlineData(330, 40)]
    [InlineData(130, 36)]
    [InlineData(7, 5)]
    public void LinearBackwardWeight(int tokens, int inputs)
    {
        var (d, x, scratch) = (Tiled(tokens, Outputs, Padding.Zero), Tiled(tokens, inputs, Padding.Finite), Empty(64 * 384));
        AllEqual(
            (inputs + 1) * Outputs,
            y => LinearWeightCore<Simd512<T>, Vector512<T>, T>.Run(y.At(Outputs), y.At(0, Outputs), d, x, scratch, tokens, inputs, Outputs),
            y => LinearWeightCore<Simd256<T>, Vector256<T>, T>.Run(y.At(Outputs), y.At(0, Outputs), d, x, scratch, tokens, inputs, Outputs),
            y => LinearWeightCore<Simd128<T>, Vector128<T>, T>.Run(y.At(Outputs), y.At(0, Outputs), d, x, scratch, tokens, inputs, Outputs));
        AllEqual(
            inputs * Outputs,
            y => LinearWeightCore<Simd512<T>, Vector512<T>, T>.Run(y, default, d, x, scratch, tokens, inputs, Outputs),
            y => LinearWeightCore<Simd256<T>, Vector256<T>, T>.Run(y, default, d, x, scratch, tokens, inputs, Outputs),
            y => LinearWeightCore<Simd128<T>, Vector128<T>, T>.Run(y, default, d, x, scratch, tokens, inputs, Outputs));
    }

    [Fact]
    public void Normalization()
    {
        var (z, d, rstd) = (Tiled(Tokens, Inputs, Padding.Finite), Tiled(Tokens, Inputs, Padding.Zero), Random(192));
        var (elements, two) = (Layout.Elements(Tokens, Inputs), new ImageSet(2));
        AllEqual(
            elements + Layout.Elements(Tokens, 1),
            y => NormalizeCore<Simd512<T>, Vector512<T>, T>.Forward(y, y.At(elements), z, two, 65, Inputs, 1e-5),
            y => NormalizeCore<SimdPair<Simd256<T>, Vector256<T>, T>, VectorPair<Vector256<T>>, T>.Forward(y, y.At(elements), z, two, 65, Inputs, 1e-5),
            y => NormalizeCore<Simd256<T>, Vector256<T>, T>.Forward(y, y.At(elements), z, two, 65, Inputs, 1e-5),
            y => NormalizeCore<Simd128<T>, Vector128<T>, T>.Forward(y, y.At(elements), z, two, 65, Inputs, 1e-5));
        AllEqual(
            Layout.Elements(Tokens, Inputs),
            y => NormalizeCore<Simd512<T>, Vector512<T>, T>.BackwardAdd(y, d, z, rstd, new ImageSet(2), 65, Inputs),
            y => NormalizeCore<Simd256<T>, Vector256<T>, T>.BackwardAdd(y, d, z, rstd, new ImageSet(2), 65, Inputs),
            y => NormalizeCore<Simd128<T>, Vector128<T>, T>.BackwardAdd(y, d, z, rstd, new ImageSet(2), 65, Inputs));
    }

    [Theory]
    [InlineData(64, 34)]
    [InlineData(65, 34)]
    [InlineData(64, 16)]
    [InlineData(65, 16)]
    public void SelfAttention(int n, int features)
    {
        const int Heads = 2;
        var (qkv, d) = (Tiled(2 * n, 3 * features, Padding.Finite), Tiled(2 * n, features, Padding.Zero));
        var (logs, scratch) = (Random(Layout.Elements(2 * n, Heads), 0), Empty(Attention.ScratchElements(n, features, Heads)));
        var output = AllEqual(
            Layout.Elements(2 * n, features),
            y => AttentionCore<Simd512<T>, Vector512<T>, T>.Forward(y, logs, qkv, scratch, 2, n, features, Heads),
            y => AttentionCore<Simd256<T>, Vector256<T>, T>.Forward(y, logs, qkv, scratch, 2, n, features, Heads),
            y => AttentionCore<Simd128<T>, Vector128<T>, T>.Forward(y, logs, qkv, scratch, 2, n, features, Heads));
        AllEqual(
            Layout.Elements(2 * n, Heads),
            y => AttentionCore<Simd512<T>, Vector512<T>, T>.Forward(output, y, qkv, scratch, 2, n, features, Heads),
            y => AttentionCore<Simd256<T>, Vector256<T>, T>.Forward(output, y, qkv, scratch, 2, n, features, Heads),
            y => AttentionCore<Simd128<T>, Vector128<T>, T>.Forward(output, y, qkv, scratch, 2, n, features, Heads));
        AllEqual(
            Layout.Elements(2 * n, 3 * features),
            y => AttentionCore<Simd512<T>, Vector512<T>, T>.Backward(y, d, output, qkv, logs, scratch, 2, n, features, Heads),
            y => AttentionCore<Simd256<T>, Vector256<T>, T>.Backward(y, d, output, qkv, logs, scratch, 2, n, features, Heads),
            y => AttentionCore<Simd128<T>, Vector128<T>, T>.Backward(y, d, output, qkv, logs, scratch, 2, n, features, Heads));
    }

    [Theory]
    [InlineData(8, 8, 1)]
    [InlineData(5, 7, 3)]
    public void LargeKernelProducts(int height, int width, int groups)
    {
        int n = height * width, features = 18;
        var (x, d, matrix) = (Tiled(2 * n, features, Padding.Finite), Tiled(2 * n, features, Padding.Zero), Random((long)groups * n * Toeplitz.LeadingDimension(n)));
        var scratch = Empty(Toeplitz.ScratchElements(n, features));
        AllEqual(
            Layout.Elements(2 * n, features),
            y => ToeplitzCore<Simd512<T>, Vector512<T>, T>.Product(y, x, matrix, scratch, 2, n, features, groups),
            y => ToeplitzCore<Simd256<T>, Vector256<T>, T>.Product(y, x, matrix, scratch, 2, n, features, groups),
            y => ToeplitzCore<Simd128<T>, Vector128<T>, T>.Product(y, x, matrix, scratch, 2, n, features, groups));
        AllEqual(
            matrix.Length,
            y => ToeplitzCore<Simd512<T>, Vector512<T>, T>.BackwardMatrix(y, d, x, scratch, 2, n, features, groups),
            y => ToeplitzCore<Simd256<T>, Vector256<T>, T>.BackwardMatrix(y, d, x, scratch, 2, n, features, groups),
            y => ToeplitzCore<Simd128<T>, Vector128<T>, T>.BackwardMatrix(y, d, x, scratch, 2, n, features, groups));
    }

    [Theory]
    [InlineData(64, 34, 1)]
    [InlineData(64, 36, 1)] // whole passes of 18 channels
    [InlineData(64, 19, 1)] // and a single channel
    [InlineData(256, 34, 2)]
    public void SplitProducts(int n, int features, int groups)
    {
        var (x, d, matrix) = (Tiled(2 * n, features, Padding.Finite), Tiled(2 * n, features, Padding.Zero), Random(groups * SplitToeplitz.MatrixElements(n)));
        var scratch = Empty(SplitToeplitz.ScratchElements(n, features));
        AllEqual(
            Layout.Elements(2 * n, features),
            y => SplitToeplitzCore<Simd512<T>, Vector512<T>, T>.Product(y, x, matrix, scratch, 2, n, features, groups),
            y => SplitToeplitzCore<Simd256<T>, Vector256<T>, T>.Product(y, x, matrix, scratch, 2, n, features, groups),
            y => SplitToeplitzCore<Simd128<T>, Vector128<T>, T>.Product(y, x, matrix, scratch, 2, n, features, groups));
        AllEqual(
            matrix.Length,
            y => SplitToeplitzGradient<Simd512<T>, Vector512<T>, T>.BackwardMatrix(y, d, x, scratch, 2, n, features, groups),
            y => SplitToeplitzGradient<Simd256<T>, Vector256<T>, T>.BackwardMatrix(y, d, x, scratch, 2, n, features, groups),
            y => SplitToeplitzGradient<Simd128<T>, Vector128<T>, T>.BackwardMatrix(y, d, x, scratch, 2, n, features, groups));
    }

    [Theory]
    [InlineData(8, 8, 1, 18)]
    [InlineData(5, 7, 3, 18)]
    [InlineData(8, 8, 2, 72)]
    public void ConvolutionAndSpectrum(int height, int width, int groups, int features)
    {
        int n = height * width, kh = 2 * height - 1, kw = 2 * width - 1;
        var (x, d, kernel) = (Tiled(2 * n, features, Padding.Finite), Tiled(2 * n, features, Padding.Zero), Random(groups * kh * kw));
        var (scratch, fourier) = (Empty(Convolution.ScratchElements(height, width, kh, kw)), Empty(Spectral.ScratchElements(height, width, kh, kw)));
        var spectrum = Random(2L * groups * Spectral.Length(height, kh) * Spectral.Length(width, kw));
        AllEqual(
            Layout.Elements(2 * n, features),
            y => ConvolutionCore<Simd512<T>, Vector512<T>, T>.Apply(y, x, kernel, scratch, 2, height, width, kh, kw, features, groups, turned: true),
            y => ConvolutionCore<Simd256<T>, Vector256<T>, T>.Apply(y, x, kernel, scratch, 2, height, width, kh, kw, features, groups, turned: true),
            y => ConvolutionCore<Simd128<T>, Vector128<T>, T>.Apply(y, x, kernel, scratch, 2, height, width, kh, kw, features, groups, turned: true));
        AllEqual(
            kernel.Length,
            y => ConvolutionCore<Simd512<T>, Vector512<T>, T>.BackwardKernel(y, d, x, scratch, 2, height, width, kh, kw, features, groups),
            y => ConvolutionCore<Simd256<T>, Vector256<T>, T>.BackwardKernel(y, d, x, scratch, 2, height, width, kh, kw, features, groups),
            y => ConvolutionCore<Simd128<T>, Vector128<T>, T>.BackwardKernel(y, d, x, scratch, 2, height, width, kh, kw, features, groups));
        AllEqual(
            Layout.Elements(2 * n, features),
            y => SpectralCore<Simd512<T>, Vector512<T>, T>.Apply(y, x, spectrum, fourier, 2, height, width, kh, kw, features, groups, conjugate: false),
            y => SpectralCore<Simd256<T>, Vector256<T>, T>.Apply(y, x, spectrum, fourier, 2, height, width, kh, kw, features, groups, conjugate: false),
            y => SpectralCore<Simd128<T>, Vector128<T>, T>.Apply(y, x, spectrum, fourier, 2, height, width, kh, kw, features, groups, conjugate: false));
        AllEqual(
            spectrum.Length,
            y => SpectralCore<Simd512<T>, Vector512<T>, T>.BackwardSpectrum(y, d, x, fourier, 2, height, width, kh, kw, features, groups),
            y => SpectralCore<Simd256<T>, Vector256<T>, T>.BackwardSpectrum(y, d, x, fourier, 2, height, width, kh, kw, features, groups),
            y => SpectralCore<Simd128<T>, Vector128<T>, T>.BackwardSpectrum(y, d, x, fourier, 2, height, width, kh, kw, features, groups));
    }

    [Fact]
    public void LossOfLogits()
    {
        const int Images = 70, Classes = 10;
        var (logits, targets, losses) = (Tiled(Images, Classes, Padding.Finite), Random(Images * Classes), Empty(Images));
        AllEqual(
            Layout.Elements(Images, Classes),
            y => CrossEntropyCore<Simd512<T>, Vector512<T>, T>.Forward(losses, y, logits, targets, T.CreateChecked(0.1), T.One, Images, Classes),
            y => CrossEntropyCore<Simd256<T>, Vector256<T>, T>.Forward(losses, y, logits, targets, T.CreateChecked(0.1), T.One, Images, Classes),
            y => CrossEntropyCore<Simd128<T>, Vector128<T>, T>.Forward(losses, y, logits, targets, T.CreateChecked(0.1), T.One, Images, Classes));
    }

    // Runs each on a result buffer with the same start values and compares all with the first.
    private NativeSpan<T> AllEqual(long length, params Action<NativeSpan<T>>[] kernels)
    {
        var start = Random(length);
        var expected = Copy(start);
        kernels[0](expected);
        foreach (var kernel in kernels[1..])
        {
            var actual = Copy(start);
            kernel(actual);
            Same(expected, actual);
        }

        return expected;
    }
}
