using BenchmarkDotNet.Attributes;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Kernels.Cpu;
using Lkca.Runtime.Memory;

namespace Lkca.Bench;

/// <summary>The three Linear shapes of LKCA-B (merged projection, first and second MLP layer) on a group of 16 images of 64 tokens.</summary>
public class LinearBenchmarks : ICountedWork
{
    private const int Tokens = 16 * 64;
    private readonly Buffers _buffers = new();
    private NativeSpan<float> _x, _y, _slope, _dX, _dY, _weight, _bias, _dWeight, _dBias, _scratch;

    [Params("210x210", "210x420", "420x210")]
    public string Shape { get; set; } = "210x210";

    public long Macs => (long)Tokens * Inputs * Outputs;

    private int Inputs => Shape.StartsWith('4') ? 420 : 210;

    private int Outputs => Shape.EndsWith("420", System.StringComparison.Ordinal) ? 420 : 210;

    [GlobalSetup]
    public void Setup()
    {
        (_x, _dX) = (_buffers.Take(Layout.Elements(Tokens, Inputs)), _buffers.Take(Layout.Elements(Tokens, Inputs)));
        (_y, _dY) = (_buffers.Take(Layout.Elements(Tokens, Outputs)), _buffers.Take(Layout.Elements(Tokens, Outputs)));
        _slope = _buffers.Take(Layout.Elements(Tokens, Outputs));
        (_weight, _dWeight) = (_buffers.Take((long)Inputs * Outputs), _buffers.Take((long)Inputs * Outputs));
        (_bias, _dBias) = (_buffers.Take(Outputs), _buffers.Take(Outputs));
        _scratch = _buffers.Take(64L * Layout.Tiles(Tokens) * Layout.TileTokens);
    }

    [GlobalCleanup]
    public void Cleanup() => _buffers.Free();

    [Benchmark(Baseline = true)]
    public void Forward() => Linear.Forward(_y, _x, _weight, _bias, Tokens, Inputs, Outputs);

    [Benchmark]
    public void ForwardGelu() => Linear.ForwardGelu(_y, _slope, _x, _weight, _bias, Tokens, Inputs, Outputs);

    [Benchmark]
    public void BackwardInput() => Linear.BackwardInput(_dX, _dY, _weight, Tokens, Inputs, Outputs, transposed: false);

    [Benchmark]
    public void BackwardInputTransposed() => Linear.BackwardInput(_dX, _dY, _weight, Tokens, Inputs, Outputs, transposed: true);

    [Benchmark]
    public void BackwardWeight() => Linear.BackwardWeight(_dWeight, _dBias, _dY, _x, _scratch, Tokens, Inputs, Outputs);
}
