using BenchmarkDotNet.Attributes;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Kernels.Cpu;
using Lkca.Runtime.Memory;

namespace Lkca.Bench;

/// <summary>The large-kernel operator in its three views on H×H grids with the full (2H−1)×(2H−1) kernel, 64 channels, one group. The rate counts
/// the Toeplitz
/// product's multiply-accumulates for all three, so the columns compare times.</summary>
public class LargeKernelBenchmarks : ICountedWork
{
    private const int Images = 2;
    private const int Features = 64;
    private readonly Buffers _buffers = new();
    private NativeSpan<float> _input, _output, _kernel, _dKernel, _matrix, _dMatrix, _spectrum, _dSpectrum, _scratch;

    [Params(8, 16, 32)]
    public int H { get; set; }

    public long Macs => (long)Images * N * N * Features;

    private int N => H * H;

    private int K => (2 * H) - 1;

    [GlobalSetup]
    public void Setup()
    {
        (_input, _output) = (_buffers.Take(Layout.Elements(Images * N, Features)), _buffers.Take(Layout.Elements(Images * N, Features)));
        (_kernel, _dKernel) = (_buffers.Take(K * K), _buffers.Take(K * K));
        var matrix = (long)N * ((N + 15) / 16 * 16);
        (_matrix, _dMatrix) = (_buffers.Take(matrix), _buffers.Take(matrix));
        var length = (long)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(H + (K / 2)));
        (_spectrum, _dSpectrum) = (_buffers.Take(2 * length * length), _buffers.Take(2 * length * length));
        var scratch = System.Math.Max(Toeplitz.ScratchElements(N, Features), Convolution.ScratchElements(H, H, K, K));
        _scratch = _buffers.Take(System.Math.Max(scratch, Spectral.ScratchElements(H, H, K, K)));
        Toeplitz.Matrix(_matrix, _kernel, H, H, K, K, 1, true);
        Spectral.Filter(_spectrum, _kernel, H, H, K, K, 1);
    }

    [GlobalCleanup]
    public void Cleanup() => _buffers.Free();

    [Benchmark(Baseline = true)]
    public void ToeplitzForward() => Toeplitz.Forward(_output, _input, _matrix, _scratch, Images, N, Features, 1);

    [Benchmark]
    public void ToeplitzBackwardMatrix() => Toeplitz.BackwardMatrix(_dMatrix, _output, _input, _scratch, Images, N, Features, 1);

    [Benchmark]
    public void ConvolutionForward() => Convolution.Forward(_output, _input, _kernel, _scratch, Images, H, H, K, K, Features, 1);

    [Benchmark]
    public void ConvolutionBackwardKernel() => Convolution.BackwardKernel(_dKernel, _output, _input, _scratch, Images, H, H, K, K, Features, 1);

    [Benchmark]
    public void SpectralForward() => Spectral.Forward(_output, _input, _spectrum, _scratch, Images, H, H, K, K, Features, 1);

    [Benchmark]
    public void SpectralBackwardSpectrum() => Spectral.BackwardSpectrum(_dSpectrum, _output, _input, _scratch, Images, H, H, K, K, Features, 1);
}
