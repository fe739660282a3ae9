using System;
using System.Linq;
using System.Numerics;
using Lkca.Runtime;
using Lkca.Runtime.Torch;
using TorchSharp;

namespace Lkca.Bench.Torch;

/// <summary>Measures the cost table by which the compiler chooses a large-kernel operator's view for this backend: forward and both gradients of each view over grids, kernels and groups.
/// Prints each case, the coefficients (medians over the cases) for TorchSharpTraits, and how far the view that they choose is from the fastest one measured.</summary>
internal static class ViewCosts
{
    private const int Features = 192;
    private const int Images = 32;
    private const double CacheBytes = 4 << 20;

    private static readonly (int H, int K, int Groups)[] Cases =
        [(8, 15, 1), (8, 7, 1), (8, 3, 1), (8, 15, 4), (8, 15, 192), (16, 31, 1), (16, 7, 1), (16, 31, 192), (32, 63, 1), (32, 7, 1)];

    public static void Run(string device, int threads)
    {
        torch.set_num_threads(threads);
        var clock = new Clock(device, threads);
        var results = Cases.Select(at => Measure(at.H, at.K, at.Groups, new torch.Device(device), clock)).ToList();
        Console.WriteLine(FormattableString.Invariant($"{device}, {threads} threads, {Features} channels, {Images} images (fewer on larger grids); µs of {clock.Unit} per image, forward and backward"));
        Console.WriteLine($"{"grid",6} {"kernel",7} {"groups",7} {"Toeplitz",12} {"Convolution",12} {"Fft",12}");
        foreach (var r in results)
        {
            Console.WriteLine(FormattableString.Invariant($"{r.H,6} {r.K,7} {r.Groups,7} {r.Toeplitz,12:F1} {r.Convolution,12:F1} {r.Spectral,12:F1}"));
        }

        var toeplitz = Median(results.Where(r => r.Groups == 1).Select(r => 1000 * r.Toeplitz / 3 / ToeplitzMacs(r)));
        var matrix = Median(results.Where(IsStreamed).Select(r => Math.Max(0, (1000 * r.Toeplitz / 3) - (ToeplitzMacs(r) * toeplitz)) / MatrixElements(r)));
        var convolution = Median(results.Select(r => 1000 * r.Convolution / 3 / ConvolutionMacs(r)));
        var spectral = Median(results.Select(r => 1000 * r.Spectral / 3 / SpectralMacs(r)));
        Console.WriteLine(FormattableString.Invariant($"ToeplitzNanosecondsPerMac: {toeplitz:F4},\nMatrixNanosecondsPerElement: {matrix:F3},\nConvolutionNanosecondsPerMac: {convolution:F4},\nSpectralNanosecondsPerMac: {spectral:F4},"));
        foreach (var r in results)
        {
            var streamed = IsStreamed(r) ? MatrixElements(r) * matrix : 0;
            double[] predicted = [(ToeplitzMacs(r) * toeplitz) + streamed, ConvolutionMacs(r) * convolution, SpectralMacs(r) * spectral];
            double[] measured = [r.Toeplitz, r.Convolution, r.Spectral];
            Console.WriteLine(FormattableString.Invariant($"grid {r.H}, kernel {r.K}, groups {r.Groups}: the table's choice takes {measured[Array.IndexOf(predicted, predicted.Min())] / measured.Min():F2}× the fastest view"));
        }
    }

    private static double Median(System.Collections.Generic.IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static double ToeplitzMacs(Result r) => (double)r.H * r.H * r.H * r.H * Features;

    private static double MatrixElements(Result r) => (double)r.Groups * r.H * r.H * r.H * r.H;

    /// <summary>The groups' matrices do not stay in the cache.</summary>
    private static bool IsStreamed(Result r) => 4 * MatrixElements(r) > CacheBytes;

    private static double ConvolutionMacs(Result r) => (double)r.H * r.H * r.K * r.K * Features;

    /// <summary>As the compiler counts the view.</summary>
    private static double SpectralMacs(Result r)
    {
        var length = (double)BitOperations.RoundUpToPowerOf2((uint)(r.H + (r.K / 2)));
        var points = length * length;
        return ((5 * points * Math.Log2(points)) + (4 * points)) * Features / 2;
    }

    private static Result Measure(int h, int k, int groups, torch.Device device, Clock clock)
    {
        var images = Math.Max(4, Images * 64 / (h * h));
        using var scope = torch.NewDisposeScope();
        var x = torch.randn([images, h * h, Features], torch.ScalarType.Float32, device);
        var y = torch.randn([images, h * h, Features], torch.ScalarType.Float32, device);
        var kernel = torch.randn([groups, k, k], torch.ScalarType.Float32, device);
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)(h + (k / 2)));
        var g = new Pass(1, ComputePrecision.Declared) { Images = x };

        var toeplitz = (double)groups * h * h * h * h * 4 > 1L << 30 ? double.PositiveInfinity : Time(clock, () =>
        {
            var transposed = Toeplitz.Matrix(kernel, h, h, groups, transposed: true);
            var matrix = Toeplitz.Matrix(kernel, h, h, groups, transposed: false);
            Toeplitz.Forward(x, transposed);
            Toeplitz.BackwardInput(y, matrix);
            Toeplitz.Fold(Toeplitz.BackwardMatrix(y, x, groups), h, h, k, k, groups);
        });
        var convolution = Time(clock, () =>
        {
            Convolution.Forward(x, kernel, h, h, groups);
            Convolution.BackwardInput(y, kernel, h, h, groups);
            Convolution.BackwardKernel(y, x, h, h, k, k, groups);
        });
        var spectral = Time(clock, () =>
        {
            var spectrum = Spectral.Filter(kernel, length, length, groups);
            Spectral.Forward(g, x, spectrum, h, h, length, length);
            Spectral.BackwardInput(g, y, spectrum, h, h, length, length);
            Spectral.Fold(Spectral.BackwardSpectrum(y, x, h, h, length, length, groups), length, length, k, k);
        });
        return new(h, k, groups, toeplitz / images, convolution / images, spectral / images);
    }

    /// <summary>Median of five runs after a warm-up.</summary>
    private static double Time(Clock clock, Action action)
    {
        var times = new double[6];
        for (var i = 0; i < times.Length; i++)
        {
            using var scope = torch.NewDisposeScope();
            times[i] = clock.Time(action);
        }

        return times.Skip(1).Order().ElementAt(2);
    }

    private sealed record Result(int H, int K, int Groups, double Toeplitz, double Convolution, double Spectral);
}
