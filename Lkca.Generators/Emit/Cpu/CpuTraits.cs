using System;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Emit.Cpu;

/// <summary>What the passes must know of the Cpu backend.</summary>
internal static class CpuTraits
{
    public static readonly BackendTraits Value = new()
    {
        Name = "Cpu",
        Fusions = Fusions.LinearGelu | Fusions.LinearBackwardFactor | Fusions.ResidualBias | Fusions.LinearResidual | Fusions.NormalizeSelect | Fusions.NormalizeBackwardAdd | Fusions.OuterProductAdd
            | Fusions.LinearBackwardBias,
        NominalBatch = 128,
        GroupTokens = 256,
        TileTokens = 64,
        ComputedLanes = 16,
        Alignment = 16,
        ViewCosts = new(
            Machine: "Intel Xeon (Emerald Rapids), AVX-512",
            ToeplitzNanosecondsPerMac: 0.0115,
            MatrixNanosecondsPerElement: 0.146,
            CacheBytes: 16 << 20,
            ConvolutionNanosecondsPerMac: 0.0220,
            SpectralNanosecondsPerMac: 0.0358,
            MaxMatrixBytes: 256L << 20)
        {
            SplitToeplitzNanosecondsPerMac = 0.0154,
        },
        IsToeplitzSplit = IsToeplitzSplit,
        TransposedWeightTokens = 16,
        TakesHalfTiles = node => node.Op switch
        {
            Patches or AddPosition or Linear or LinearResidual or Normalize or Residual or MeanTokens => true,
            ToeplitzProduct op => IsToeplitzSplit(op.Geometry, node.Output.Shape.Features),
            _ => false,
        },
        DescribeMemory = (plan, whole, image) =>
        [
            $"Memory in training: {whole}, {image};",
            $"a worker carries a group of {plan.GroupImages} images from patches to gradients.",
        ],
        Scratch = Scratch,
    };

    private static bool IsToeplitzSplit(KernelGeometry g, int features) => g.Tokens % 64 == 0 && 64 % g.GridWidth == 0 && features / g.Groups >= 6;

    /// <summary>Scratch elements of the kernels that need some; a test holds each line against the kernel's own ScratchElements.</summary>
    public static long Scratch(Node node, int images) => node.Op switch
    {
        LinearBackwardWeight or LinearBackwardWeightBias => 64 * RoundUp((long)images * node.Inputs[0].Shape.Tokens, 64),
        Attention op => AttentionElements(node.Output.Shape, op.Heads),
        AttentionBackward op => AttentionElements(node.Inputs[0].Shape, op.Heads),
        ToeplitzProduct op => ToeplitzElements(op.Geometry, node.Inputs[0].Shape.Features),
        ToeplitzProductBackwardInput op => ToeplitzElements(op.Geometry, node.Inputs[0].Shape.Features),
        ToeplitzProductBackwardMatrix op => ToeplitzElements(op.Geometry, node.Inputs[0].Shape.Features),
        Convolution op => ConvolutionElements(op.Geometry),
        ConvolutionBackwardInput op => ConvolutionElements(op.Geometry),
        ConvolutionBackwardKernel op => ConvolutionElements(op.Geometry),
        SpectralProduct op => SpectralElements(op.Geometry),
        SpectralProductBackwardInput op => SpectralElements(op.Geometry),
        SpectralProductBackwardSpectrum op => SpectralElements(op.Geometry),
        SpectralFold op => SpectralElements(op.Geometry),
        _ => 0,
    };

    private static long AttentionElements(Shape output, int heads) =>
        ((3L * output.Tokens) + 2 + (6 * (output.Features / heads))) * RoundUp(output.Tokens, 16);

    private static long ToeplitzElements(KernelGeometry g, long features) =>
        g.IsSplit ? 80 * (g.Tokens / 64) * (features + 16) : 2 * features * RoundUp(g.Tokens, 16);

    private static long ConvolutionElements(KernelGeometry g) =>
        16L * ((g.KernelHeight * g.KernelWidth) + (2 * g.Tokens) + (g.GridHeight * (g.GridWidth + g.KernelWidth - 1)));

    private static long SpectralElements(KernelGeometry g) =>
        (16L * ((4 * g.GridHeight * (g.SpectrumWidth + 1)) + (2 * g.SpectrumHeight * (g.SpectrumWidth + 2)) + RoundUp(g.Tokens, 16))) + (2 * Math.Max(g.SpectrumHeight, g.SpectrumWidth));

    private static long RoundUp(long value, long step) => (value + step - 1) / step * step;
}
