using BenchmarkDotNet.Attributes;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Kernels.Cpu;
using Lkca.Runtime.Memory;

namespace Lkca.Bench;

/// <summary>Self-attention of ViT-B: 192 features in 12 heads, with and without class token. The rate counts the forward products QKᵀ and
/// P·V.</summary>
public class AttentionBenchmarks : ICountedWork
{
    private const int Images = 8;
    private const int Features = 192;
    private const int Heads = 12;
    private readonly Buffers _buffers = new();
    private NativeSpan<float> _qkv, _dQkv, _output, _dOutput, _logSumExp, _scratch;

    [Params(64, 65)]
    public int TokensPerImage { get; set; }

    public long Macs => 2L * Images * TokensPerImage * TokensPerImage * Features;

    private int Tokens => Images * TokensPerImage;

    [GlobalSetup]
    public void Setup()
    {
        (_qkv, _dQkv) = (_buffers.Take(Layout.Elements(Tokens, 3 * Features)), _buffers.Take(Layout.Elements(Tokens, 3 * Features)));
        (_output, _dOutput) = (_buffers.Take(Layout.Elements(Tokens, Features)), _buffers.Take(Layout.Elements(Tokens, Features)));
        _logSumExp = _buffers.Take(Layout.Elements(Tokens, Heads));
        _scratch = _buffers.Take(Attention.ScratchElements(TokensPerImage, Features, Heads));
        Forward();
    }

    [GlobalCleanup]
    public void Cleanup() => _buffers.Free();

    [Benchmark(Baseline = true)]
    public void Forward() => Attention.Forward(_output, _logSumExp, _qkv, _scratch, Images, TokensPerImage, Features, Heads);

    [Benchmark]
    public void Backward() => Attention.Backward(_dQkv, _dOutput, _output, _qkv, _logSumExp, _scratch, Images, TokensPerImage, Features, Heads);
}
