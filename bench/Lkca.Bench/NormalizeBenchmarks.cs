using BenchmarkDotNet.Attributes;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Kernels.Cpu;
using Lkca.Runtime.Memory;

namespace Lkca.Bench;

/// <summary>LayerNorm without its affine part; 65 tokens per image make images straddle the tiles.</summary>
public class NormalizeBenchmarks
{
    private const int Images = 16;
    private const int Features = 210;
    private readonly Buffers _buffers = new();
    private NativeSpan<float> _z, _xHat, _rstd, _dZ, _dXHat;

    [Params(64, 65)]
    public int TokensPerImage { get; set; }

    private int Tokens => Images * TokensPerImage;

    [GlobalSetup]
    public void Setup()
    {
        (_z, _xHat) = (_buffers.Take(Layout.Elements(Tokens, Features)), _buffers.Take(Layout.Elements(Tokens, Features)));
        (_dZ, _dXHat) = (_buffers.Take(Layout.Elements(Tokens, Features)), _buffers.Take(Layout.Elements(Tokens, Features)));
        _rstd = _buffers.Take(Layout.Elements(Tokens, 1));
    }

    [GlobalCleanup]
    public void Cleanup() => _buffers.Free();

    [Benchmark(Baseline = true)]
    public void Forward() => Normalize.Forward(_xHat, _rstd, _z, new ImageSet(Images), TokensPerImage, Features, 1e-5);

    [Benchmark]
    public void Backward() => Normalize.Backward(_dZ, _dXHat, _xHat, _rstd, Tokens, Features);
}
