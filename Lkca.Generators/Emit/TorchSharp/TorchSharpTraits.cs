using Lkca.Generators.Plan;

namespace Lkca.Generators.Emit.TorchSharp;

/// <summary>What the passes must know of the TorchSharp backend: the whole batch is one group, so the plan counts one image.</summary>
internal static class TorchSharpTraits
{
    public static readonly BackendTraits Value = new()
    {
        Name = "TorchSharp",
        Fusions = Fusions.ResidualBias | Fusions.NormalizeSelect | Fusions.NormalizeBackwardAdd | Fusions.OuterProductAdd | Fusions.GeluBackward | Fusions.KeptProbabilities,
        NominalBatch = 128,
        GroupTokens = 1,
        TileTokens = 1,
        MatrixAlignment = 1,
        HasHalfSpectra = true,
        Alignment = 16,
        ViewCosts = new(
            Machine: "one thread of an Intel Xeon under libtorch 1.13 with OpenBLAS; not measured on a GPU",
            ToeplitzNanosecondsPerMac: 0.0693,
            MatrixNanosecondsPerElement: 1.045,
            CacheBytes: 4L << 20,
            ConvolutionNanosecondsPerMac: 0.3581,
            SpectralNanosecondsPerMac: 0.533,
            MaxMatrixBytes: 1L << 30),
        DescribeMemory = (_, whole, image) =>
        [
            $"Memory in training: {whole}, about {image};",
            "libtorch allocates it, and the whole batch is in flight.",
        ],
        Scratch = (_, _) => 0,
    };
}
