using System.Numerics;
using System.Threading.Tasks;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Memory;
using Xunit;
using Cpu = Lkca.Runtime.Kernels.Cpu;
using Reference = Lkca.Runtime.Kernels.Reference;

namespace Lkca.Runtime.Tests.Kernels;

public sealed class LargeKernelSingleTests : LargeKernelTests<float>;

public sealed class LargeKernelDoubleTests : LargeKernelTests<double>;

/// <summary>The three views of the LKCA operator against their naive twins, and so against each other: all are compared with one naive convolution.</summary>
public abstract class LargeKernelTests<T> : KernelTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Factor = 4;

    [Theory]
    [MemberData(nameof(KernelSizes.LargeKernels), MemberType = typeof(KernelSizes))]
    public void Forward(int images, int height, int width, int kernelHeight, int kernelWidth, int features, int groups)
    {
        int n = height * width, tokens = images * n;
        var (x, kernel) = (Tiled(tokens, features, Padding.NotRead), Random(groups * kernelHeight * kernelWidth));
        var (expected, actual) = (EmptyTiled(tokens, features), EmptyTiled(tokens, features));
        Reference.Convolution.Forward(expected, x, kernel, default, images, height, width, kernelHeight, kernelWidth, features, groups);

        Cpu.Convolution.Forward(
            actual, x, kernel, Empty(
                Cpu.Convolution.ScratchElements(height, width, kernelHeight, kernelWidth)), images, height, width, kernelHeight, kernelWidth, features, groups);
        CloseTiled(expected, actual, tokens, features, zeroPadding: true, Factor);

        var matrix = Matrix(kernel, height, width, kernelHeight, kernelWidth, groups, transposed: true);
        var rows = Tiled(tokens, features, Padding.Finite);
        CopyTokens(rows, x);
        Cpu.Toeplitz.Forward(actual, rows, matrix, Empty(Cpu.Toeplitz.ScratchElements(n, features)), images, n, features, groups);
        CloseTiled(expected, actual, tokens, features, zeroPadding: true, Factor);

        if (Cpu.SplitToeplitz.IsPossible(height, width, features, groups))
        {
            var split = SplitMatrix(kernel, height, width, kernelHeight, kernelWidth, groups, transposed: true);
            Cpu.SplitToeplitz.Forward(actual, x, split, Empty(Cpu.SplitToeplitz.ScratchElements(n, features)), images, n, features, groups);
            CloseTiled(expected, actual, tokens, features, zeroPadding: true, Factor);
        }

        var spectrum = Spectrum(kernel, height, width, kernelHeight, kernelWidth, groups);
        Cpu.Spectral.Forward(
            actual, x, spectrum, Empty(
                Cpu.Spectral.ScratchElements(height, width, kernelHeight, kernelWidth)), images, height, width, kernelHeight, kernelWidth, features, groups);
        CloseTiled(expected, actual, tokens, features, zeroPadding: true, Factor);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.LargeKernels), MemberType = typeof(KernelSizes))]
    public void BackwardInput(int images, int height, int width, int kernelHeight, int kernelWidth, int features, int groups)
    {
        int n = height * width, tokens = images * n;
        var (d, kernel) = (Tiled(tokens, features, Padding.Zero), Random(groups * kernelHeight * kernelWidth));
        var (expected, actual) = (EmptyTiled(tokens, features), EmptyTiled(tokens, features));
        Reference.Convolution.BackwardInput(expected, d, kernel, default, images, height, width, kernelHeight, kernelWidth, features, groups);

        Cpu.Convolution.BackwardInput(
            actual, d, kernel, Empty(
                Cpu.Convolution.ScratchElements(height, width, kernelHeight, kernelWidth)), images, height, width, kernelHeight, kernelWidth, features, groups);
        CloseTiled(expected, actual, tokens, features, zeroPadding: true, Factor);

        var matrix = Matrix(kernel, height, width, kernelHeight, kernelWidth, groups, transposed: false);
        Cpu.Toeplitz.BackwardInput(actual, d, matrix, Empty(Cpu.Toeplitz.ScratchElements(n, features)), images, n, features, groups);
        CloseTiled(expected, actual, tokens, features, zeroPadding: true, Factor);

        if (Cpu.SplitToeplitz.IsPossible(height, width, features, groups))
        {
            var split = SplitMatrix(kernel, height, width, kernelHeight, kernelWidth, groups, transposed: false);
            Cpu.SplitToeplitz.BackwardInput(actual, d, split, Empty(Cpu.SplitToeplitz.ScratchElements(n, features)), images, n, features, groups);
            CloseTiled(expected, actual, tokens, features, zeroPadding: true, Factor);
        }

        var spectrum = Spectrum(kernel, height, width, kernelHeight, kernelWidth, groups);
        Cpu.Spectral.BackwardInput(
            actual, d, spectrum, Empty(
                Cpu.Spectral.ScratchElements(height, width, kernelHeight, kernelWidth)), images, height, width, kernelHeight, kernelWidth, features, groups);
        CloseTiled(expected, actual, tokens, features, zeroPadding: true, Factor);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.LargeKernels), MemberType = typeof(KernelSizes))]
    public void BackwardKernel(int images, int height, int width, int kernelHeight, int kernelWidth, int features, int groups)
    {
        int n = height * width, tokens = images * n, size = groups * kernelHeight * kernelWidth;
        var (d, x) = (Tiled(tokens, features, Padding.Zero), Tiled(tokens, features, Padding.Finite));
        var (expected, actual) = (Random(size, 0), Random(size, 0));
        Reference.Convolution.BackwardKernel(expected, d, x, default, images, height, width, kernelHeight, kernelWidth, features, groups);

        var convolutionScratch = Empty(Cpu.Convolution.ScratchElements(height, width, kernelHeight, kernelWidth));
        Cpu.Convolution.BackwardKernel(actual, d, x, convolutionScratch, images, height, width, kernelHeight, kernelWidth, features, groups);
        Close(expected, actual, size, Factor);

        var dMatrix = Random((long)groups * n * Cpu.Toeplitz.LeadingDimension(n), 0);
        Cpu.Toeplitz.BackwardMatrix(dMatrix, d, x, Empty(Cpu.Toeplitz.ScratchElements(n, features)), images, n, features, groups);
        Cpu.Toeplitz.Fold(actual, dMatrix, height, width, kernelHeight, kernelWidth, groups);
        Close(expected, actual, size, Factor);

        if (Cpu.SplitToeplitz.IsPossible(height, width, features, groups))
        {
            var dSplit = Random((long)groups * Cpu.SplitToeplitz.MatrixElements(n), 0);
            Cpu.SplitToeplitz.BackwardMatrix(dSplit, d, x, Empty(Cpu.SplitToeplitz.ScratchElements(n, features)), images, n, features, groups);
            Cpu.SplitToeplitz.Fold(actual, dSplit, height, width, kernelHeight, kernelWidth, groups);
            Close(expected, actual, size, Factor);
        }

        var spectralScratch = Empty(Cpu.Spectral.ScratchElements(height, width, kernelHeight, kernelWidth));
        var dSpectrum = Random(SpectrumElements(height, width, kernelHeight, kernelWidth, groups), 0);
        Cpu.Spectral.BackwardSpectrum(dSpectrum, d, x, spectralScratch, images, height, width, kernelHeight, kernelWidth, features, groups);
        Cpu.Spectral.Fold(actual, dSpectrum, spectralScratch, height, width, kernelHeight, kernelWidth, groups);
        Close(expected, actual, size, Factor);
    }

    [Theory]
    [InlineData(64, 210, 1)]
    [InlineData(256, 23, 1)]
    [InlineData(128, 40, 2)]
    public void Two_calls_and_two_workers_of_the_split_product_are_the_bits_of_one(int n, int features, int groups)
    {
        const int Images = 3;
        var matrix = Random((long)groups * Cpu.SplitToeplitz.MatrixElements(n));
        var (d, x) = (Tiled(Images * n, features, Padding.Zero), Tiled(Images * n, features, Padding.Zero));
        var (once, twice, shared) = (EmptyTiled(Images * n, features), EmptyTiled(Images * n, features), EmptyTiled(Images * n, features));
        var scratch = Empty(Cpu.SplitToeplitz.ScratchElements(n, features));
        var second = Layout.Elements(2 * n, features);
        Cpu.SplitToeplitz.Forward(once, x, matrix, scratch, Images, n, features, groups);
        Cpu.SplitToeplitz.Forward(twice, x, matrix, scratch, 2, n, features, groups);
        Cpu.SplitToeplitz.Forward(twice.At(second), x.At(second), matrix, scratch, 1, n, features, groups);
        Same(once, twice);

        var other = Empty(scratch.Length);
        var barrier = new TeamBarrier(2);
        Parallel.Invoke(
            () => Cpu.SplitToeplitz.Forward(shared, x, matrix, scratch, Images, n, features, groups, new Team(barrier, 0)),
            () => Cpu.SplitToeplitz.Forward(shared, x, matrix, other, Images, n, features, groups, new Team(barrier, 1)));
        Same(once, shared);

        var (dOnce, dTwice) = (Random(matrix.Length, 0), Random(matrix.Length, 0));
        Cpu.SplitToeplitz.BackwardMatrix(dOnce, d, x, scratch, Images, n, features, groups);
        Cpu.SplitToeplitz.BackwardMatrix(dTwice, d, x, scratch, 2, n, features, groups);
        Cpu.SplitToeplitz.BackwardMatrix(dTwice, d.At(second), x.At(second), scratch, 1, n, features, groups);
        Same(dOnce, dTwice);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.LargeKernels), MemberType = typeof(KernelSizes))]
    public void NaiveTwinsAgree(int images, int height, int width, int kernelHeight, int kernelWidth, int features, int groups)
    {
        int n = height * width, size = groups * kernelHeight * kernelWidth;
        images = images > 1 ? 1 : images;
        if (n > 64)
        {
            return;
        }

        var (d, x, kernel) = (Tiled(images * n, features, Padding.Zero), Tiled(images * n, features, Padding.Finite), Random(size));
        var (expected, actual, dKernel, dKernelActual) = (EmptyTiled(images * n, features), EmptyTiled(images * n, features), Random(size, 0), Empty(size));
        var matrix = Matrix(kernel, height, width, kernelHeight, kernelWidth, groups, transposed: true);
        Reference.Convolution.Forward(expected, x, kernel, default, images, height, width, kernelHeight, kernelWidth, features, groups);
        Reference.Toeplitz.Forward(actual, x, matrix, default, images, n, features, groups);
        CloseTiled(expected, actual, images * n, features, zeroPadding: true, Factor);
        var scratch = Empty(Reference.Spectral.ScratchElements(height, width, kernelHeight, kernelWidth));
        var spectrum = Empty(SpectrumElements(height, width, kernelHeight, kernelWidth, groups));
        Reference.Spectral.Filter(spectrum, kernel, height, width, kernelHeight, kernelWidth, groups);
        Reference.Spectral.Forward(actual, x, spectrum, scratch, images, height, width, kernelHeight, kernelWidth, features, groups);
        CloseTiled(expected, actual, images * n, features, zeroPadding: true, 2 * Factor);
        Reference.Convolution.BackwardInput(expected, d, kernel, default, images, height, width, kernelHeight, kernelWidth, features, groups);
        Reference.Spectral.BackwardInput(actual, d, spectrum, scratch, images, height, width, kernelHeight, kernelWidth, features, groups);
        CloseTiled(expected, actual, images * n, features, zeroPadding: true, 2 * Factor);
        Reference.Convolution.BackwardKernel(dKernel, d, x, default, images, height, width, kernelHeight, kernelWidth, features, groups);
        var dSpectrum = Random(spectrum.Length, 0);
        Reference.Spectral.BackwardSpectrum(dSpectrum, d, x, scratch, images, height, width, kernelHeight, kernelWidth, features, groups);
        Reference.Spectral.Fold(dKernelActual, dSpectrum, scratch, height, width, kernelHeight, kernelWidth, groups);
        Close(dKernel, dKernelActual, size, 2 * Factor);
        var dMatrix = Random(matrix.Length, 0);
        Reference.Toeplitz.BackwardMatrix(dMatrix, d, x, default, images, n, features, groups);
        Reference.Toeplitz.Fold(dKernelActual, dMatrix, height, width, kernelHeight, kernelWidth, groups);
        Close(dKernel, dKernelActual, size, 2 * Factor);
        if (!Cpu.SplitToeplitz.IsPossible(height, width, features, groups))
        {
            return;
        }

        Reference.SplitToeplitz.BackwardInput(actual, d, SplitMatrix(kernel, height, width, kernelHeight, kernelWidth, groups, transposed: false), default, images, n, features, groups);
        CloseTiled(expected, actual, images * n, features, zeroPadding: true, 2 * Factor);
        var dSplit = Random((long)groups * Cpu.SplitToeplitz.MatrixElements(n), 0);
        Reference.SplitToeplitz.BackwardMatrix(dSplit, d, x, default, images, n, features, groups);
        Reference.SplitToeplitz.Fold(dKernelActual, dSplit, height, width, kernelHeight, kernelWidth, groups);
        Close(dKernel, dKernelActual, size, 2 * Factor);
    }

    private NativeSpan<T> Matrix(NativeSpan<T> kernel, int height, int width, int kernelHeight, int kernelWidth, int groups, bool transposed)
    {
        var n = height * width;
        var (expected, matrix) = (Empty((long)groups * n * Cpu.Toeplitz.LeadingDimension(n)), Empty((long)groups * n * Cpu.Toeplitz.LeadingDimension(n)));
        Reference.Toeplitz.Matrix(expected, kernel, height, width, kernelHeight, kernelWidth, groups, transposed);
        Cpu.Toeplitz.Matrix(matrix, kernel, height, width, kernelHeight, kernelWidth, groups, transposed);
        Same(expected, matrix);
        return matrix;
    }

    private NativeSpan<T> SplitMatrix(NativeSpan<T> kernel, int height, int width, int kernelHeight, int kernelWidth, int groups, bool transposed)
    {
        var elements = groups * Cpu.SplitToeplitz.MatrixElements(height * width);
        var (expected, matrix) = (Empty(elements), Empty(elements));
        Reference.SplitToeplitz.Matrix(expected, kernel, height, width, kernelHeight, kernelWidth, groups, transposed);
        Cpu.SplitToeplitz.Matrix(matrix, kernel, height, width, kernelHeight, kernelWidth, groups, transposed);
        Close(expected, matrix, elements);
        return matrix;
    }

    private NativeSpan<T> Spectrum(NativeSpan<T> kernel, int height, int width, int kernelHeight, int kernelWidth, int groups)
    {
        var spectrum = Empty(SpectrumElements(height, width, kernelHeight, kernelWidth, groups));
        Cpu.Spectral.Filter(spectrum, kernel, height, width, kernelHeight, kernelWidth, groups);
        return spectrum;
    }

    private static long SpectrumElements(int height, int width, int kernelHeight, int kernelWidth, int groups) =>
        2L * groups * Cpu.Spectral.Length(height, kernelHeight) * Cpu.Spectral.Length(width, kernelWidth);

    private static void CopyTokens(NativeSpan<T> to, NativeSpan<T> from)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to.Span[i] = T.IsNaN(from.Span[i]) ? to.Span[i] : from.Span[i];
        }
    }
}
