using System;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>What the passes must know of the Ilgpu backend.</summary>
internal static class IlgpuTraits
{
    // Constants of Lkca.Runtime.Ilgpu; a test holds both to the same.
    public const int GemmSplits = 8;
    public const int SumChunks = 64;
    public const int ConvolutionSlices = 32;

    public static readonly BackendTraits Value = new()
    {
        Name = "Ilgpu",
        Fusions = Fusions.LinearGelu | Fusions.LinearBackwardFactor | Fusions.ResidualBias | Fusions.LinearResidual | Fusions.NormalizeSelect
            | Fusions.NormalizeBackwardAdd | Fusions.OuterProductAdd | Fusions.ImplicitToeplitzResidual | Fusions.LinearBackwardBias | Fusions.NormalizeBackwardResidual,
        NominalBatch = 128,
        GroupTokens = 0,
        TileTokens = 1,
        Alignment = 16,
        RowAlignment = 4,
        IsPlannedPerImage = true,
        StacksBlocks = true,
        Views = BackendSupport.Of(BackendKind.Ilgpu).Views,
        IsToeplitzImplicit = true,
        ViewCosts = new(
            Machine: "no machine",
            ToeplitzNanosecondsPerMac: 0.00005,
            MatrixNanosecondsPerElement: 0,
            CacheBytes: 0,
            ConvolutionNanosecondsPerMac: 0.0005,
            SpectralNanosecondsPerMac: 0,
            MaxMatrixBytes: 0)
        {
            Origin = "counted from the kernels' instructions, not measured",
            IsImplicitPossible = LargeKernelTiling.IsPossible,
        },
        DescribeMemory = (_, whole, image) => [$"Memory in training: {whole}, {image} of the largest batch; one plan, one allocation on the device."],
        NodeWork = IlgpuWork.Of,
        UpdateWork = IlgpuWork.Update,
        Scratch = Scratch,
        FixedScratch = FixedScratch,
    };

    /// <summary>Per image: Σ dO ⊙ O of every query and head.</summary>
    private static long Scratch(Node node, int images) => node.Op is AttentionBackward op ? (long)images * op.Heads * node.Inputs[0].Shape.Tokens : 0;

    /// <summary>Partial sums: of splits, chunks or slices of the batch.</summary>
    internal static long FixedScratch(Node node) => node.Op switch
    {
        LinearBackwardWeight or LinearBackwardWeightBias => GemmSplits * node.Outputs.Sum(output => output.Shape.Count),
        SumTokens or AffineBackwardScale or ColumnDots or MatrixTransposedVector => SumChunks * node.Output.Shape.Count,
        ConvolutionBackwardKernel => ConvolutionSlices * node.Output.Shape.Count,
        ImplicitToeplitzBackwardKernel op => Parts(op, node) * node.Output.Shape.Count,
        _ => 0,
    };

    private static long Parts(ImplicitToeplitzBackwardKernel op, Node node)
    {
        var features = node.Inputs[0].Shape.Features;
        var tensor = new TensorTiling(op.Geometry, features);
        return Math.Max(new LargeKernelTiling(op.Geometry, features).Parts, tensor.IsPossible ? tensor.Parts : 0);
    }
}
