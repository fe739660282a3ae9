using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Kernels.Cpu;
using Lkca.Runtime.Memory;

namespace Lkca.Bench;

/// <summary>Measures the cost table by which the compiler chooses a large-kernel operator's view: forward and both gradients of each view over grids, kernels and groups.
/// <code>dotnet run -c Release --project bench/Lkca.Bench -- views</code>
/// prints each case, the coefficients (median over the cases) for CpuTraits, and how far the view that they choose is from the fastest one measured.</summary>
internal static class ViewCostTable
{
    private const int Features = 192;
    private const double CacheBytes = 16 << 20;

    private static readonly (int H, int K, int Groups)[] Cases =
        [(4, 7, 1), (8, 15, 1), (8, 7, 1), (8, 3, 1), (8, 15, 4), (8, 15, 192), (16, 31, 1), (16, 7, 1), (16, 31, 192), (32, 63, 1), (32, 7, 1)];

    public static void Run()
    {
        var results = Cases.Select(Measure).ToList();
        Console.WriteLine($"{"grid",6} {"kernel",7} {"groups",7} {"dense",12} {"Toeplitz",12} {"Convolution",12} {"Spectral",12}   µs per image, forward and backward, 1 thread");
        foreach (var r in results)
        {
            Console.WriteLine(FormattableString.Invariant($"{r.H,6} {r.K,7} {r.Groups,7} {r.Dense,12:F1} {r.Toeplitz,12:F1} {r.Convolution,12:F1} {r.Spectral,12:F1}"));
        }

        var one = results.Where(r => r.Groups == 1).ToList();
        var toeplitz = Median(one.Where(r => r.H >= 8).Select(r => 1000 * r.Dense / 3 / DenseMacs(r)));
        var split = Median(results.Where(IsSplit).Select(r => 1000 * r.Toeplitz / 3 / ToeplitzMacs(r)));
        var matrix = Median(results.Where(r => r.Groups == Features && MatrixElements(r) > 0).Select(r => Math.Max(0, (1000 * r.Dense / 3) - (DenseMacs(r) * toeplitz)) / MatrixElements(r)));
        var convolution = Median(results.Where(r => r.Groups == 1 && r.H >= 8).Select(r => 1000 * r.Convolution / 3 / ConvolutionMacs(r)));
        var spectral = Median(one.Where(r => r.H >= 8).Select(r => 1000 * r.Spectral / 3 / SpectralMacs(r)));
        Console.WriteLine(FormattableString.Invariant($"ToeplitzNanosecondsPerMac: {toeplitz:F4},\nMatrixNanosecondsPerElement: {matrix:F3},\nConvolutionNanosecondsPerMac: {convolution:F4},\nSpectralNanosecondsPerMac: {spectral:F4},\nSplitToeplitzNanosecondsPerMac = {split:F4},"));
        foreach (var r in results)
        {
            double[] predicted = [(ToeplitzMacs(r) * (IsSplit(r) ? split : toeplitz)) + (IsSplit(r) ? 0 : MatrixElements(r) * matrix), ConvolutionMacs(r) * convolution, SpectralMacs(r) * spectral];
            double[] measured = [r.Toeplitz, r.Convolution, r.Spectral];
            var chosen = measured[Array.IndexOf(predicted, predicted.Min())];
            Console.WriteLine(FormattableString.Invariant($"grid {r.H}, kernel {r.K}, groups {r.Groups}: the table's choice takes {chosen / measured.Min():F2}× the fastest view"));
        }
    }

    private static double Median(System.Collections.Generic.IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static bool IsSplit(Result r) => SplitToeplitz.IsPossible(r.H, r.H, Features, r.Groups);

    private static double DenseMacs(Result r) => (double)r.H * r.H * r.H * r.H * Features;

    private static double ToeplitzMacs(Result r) => IsSplit(r) ? DenseMacs(r) * 9 / 16 : DenseMacs(r);

    /// <summary>Elements of the groups' matrices where they do not stay in the cache.</summary>
    private static double MatrixElements(Result r)
    {
        var elements = (double)r.Groups * r.H * r.H * Toeplitz.LeadingDimension(r.H * r.H);
        return elements * 4 > CacheBytes ? elements : 0;
    }

    private static double ConvolutionMacs(Result r) => (double)r.H * r.H * r.K * r.K * Features;

    /// <summary>As the compiler counts the view: half the operations of two complex transforms for two channels, and the product.</summary>
    private static double SpectralMacs(Result r)
    {
        var length = (double)BitOperations.RoundUpToPowerOf2((uint)(r.H + (r.K / 2)));
        var points = length * length;
        return ((5 * points * Math.Log2(points)) + (4 * points)) * Features / 2;
    }

    private static Result Measure((int H, int K, int Groups) at)
    {
        var (h, k, groups) = at;
        var n = h * h;
        var images = Math.Max(1, 512 / n);
        var buffers = new Buffers();
        var size = Layout.Elements(images * n, Features);
        NativeSpan<float> x = buffers.Take(size), y = buffers.Take(size), kernel = buffers.Take(groups * k * k), dKernel = buffers.Take(groups * k * k);
        var matrixSize = (long)groups * n * Toeplitz.LeadingDimension(n);
        NativeSpan<float> matrix = buffers.Take(matrixSize), dMatrix = buffers.Take(matrixSize);
        var length = (long)BitOperations.RoundUpToPowerOf2((uint)(h + (k / 2)));
        NativeSpan<float> spectrum = buffers.Take(2 * groups * length * length), dSpectrum = buffers.Take(2 * groups * length * length);
        var scratch = buffers.Take(new[] { Toeplitz.ScratchElements(n, Features), SplitToeplitz.ScratchElements(n, Features), Convolution.ScratchElements(h, h, k, k), Spectral.ScratchElements(h, h, k, k) }.Max());
        Toeplitz.Matrix(matrix, kernel, h, h, k, k, groups, transposed: false);
        Spectral.Filter(spectrum, kernel, h, h, k, k, groups);

        var dense = Time(() =>
        {
            Toeplitz.Forward(y, x, matrix, scratch, images, n, Features, groups);
            Toeplitz.BackwardInput(x, y, matrix, scratch, images, n, Features, groups);
            Toeplitz.BackwardMatrix(dMatrix, y, x, scratch, images, n, Features, groups);
        });
        var toeplitz = dense;
        if (SplitToeplitz.IsPossible(h, h, Features, groups))
        {
            SplitToeplitz.Matrix(matrix, kernel, h, h, k, k, groups, transposed: false);
            toeplitz = Time(() =>
            {
                SplitToeplitz.Forward(y, x, matrix, scratch, images, n, Features, groups);
                SplitToeplitz.BackwardInput(x, y, matrix, scratch, images, n, Features, groups);
                SplitToeplitz.BackwardMatrix(dMatrix, y, x, scratch, images, n, Features, groups);
            });
        }

        var convolution = Time(() =>
        {
            Convolution.Forward(y, x, kernel, scratch, images, h, h, k, k, Features, groups);
            Convolution.BackwardInput(x, y, kernel, scratch, images, h, h, k, k, Features, groups);
            Convolution.BackwardKernel(dKernel, y, x, scratch, images, h, h, k, k, Features, groups);
        });
        var spectral = Time(() =>
        {
            Spectral.Forward(y, x, spectrum, scratch, images, h, h, k, k, Features, groups);
            Spectral.BackwardInput(x, y, spectrum, scratch, images, h, h, k, k, Features, groups);
            Spectral.BackwardSpectrum(dSpectrum, y, x, scratch, images, h, h, k, k, Features, groups);
        });
        buffers.Free();
        return new(h, k, groups, dense / images, toeplitz / images, convolution / images, spectral / images);
    }

    /// <summary>Median microseconds of 21 runs after a warm-up.</summary>
    private static double Time(Action action)
    {
        WarmUp.Run(action);
        var times = new double[21];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return times.Order().ElementAt(times.Length / 2);
    }

    private sealed record Result(int H, int K, int Groups, double Dense, double Toeplitz, double Convolution, double Spectral);
}
