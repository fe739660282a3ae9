using System;
using System.Collections.Generic;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Plan;

/// <summary>What a backend can fuse.</summary>
[Flags]
internal enum Fusions
{
    None = 0,
    LinearGelu = 1,
    LinearBackwardFactor = 2,
    ResidualBias = 4,
    NormalizeSelect = 8,
    NormalizeBackwardAdd = 16,
    OuterProductAdd = 32,

    /// <summary>The residual is an epilogue of the Linear that makes the branch.</summary>
    LinearResidual = 64,

    /// <summary>The backward pass recomputes GELU's slope from its input, in one step with the product; forward keeps the input.</summary>
    GeluBackward = 128,

    /// <summary>Attention keeps its probabilities, so the backward pass does not recompute them.</summary>
    KeptProbabilities = 256,

    /// <summary>The residual is an epilogue of the implicit Toeplitz product.</summary>
    ImplicitToeplitzResidual = 512,

    /// <summary>A bias's gradient is summed where the weights' gradient reads the same values.</summary>
    LinearBackwardBias = 1024,

    /// <summary>LayerNorm's backward step writes the gradient of the branch before it as well.</summary>
    NormalizeBackwardResidual = 2048,
}

/// <summary>All that differs between backends and that a pass must know: data, so that no pass asks which backend it works for.</summary>
internal sealed record BackendTraits
{
    public required string Name { get; init; }

    public required Fusions Fusions { get; init; }

    /// <summary>Batch that decisions about a training step assume (merging parameter products pays where batch·tokens ≫ width).</summary>
    public required int NominalBatch { get; init; }

    /// <summary>Tokens that a group of images should hold: enough to amortise what happens once per group, few enough for the caches. Groups whose last tokens leave many lanes empty hold twice as many.</summary>
    public required int GroupTokens { get; init; }

    /// <summary>Tokens per activation tile; the last tile of a group pads.</summary>
    public required int TileTokens { get; init; }

    /// <summary>Of a tile that is not full, lanes are computed in multiples of this.</summary>
    public int ComputedLanes { get; init; } = 1;

    /// <summary>Columns of a Toeplitz matrix are padded to a multiple of this.</summary>
    public int MatrixAlignment { get; init; } = 16;

    /// <summary>Spectra of real planes keep only the half that is not the conjugate of the other.</summary>
    public bool HasHalfSpectra { get; init; }

    /// <summary>Every tensor starts at a multiple of this many elements.</summary>
    public required int Alignment { get; init; }

    /// <summary>The stored rows of activations are rounded up to a multiple of this many elements.</summary>
    public int RowAlignment { get; init; } = 1;

    /// <summary>Forms of the large-kernel operator that the backend has.</summary>
    public IReadOnlyList<ViewKind> Views { get; init; } = [ViewKind.Toeplitz, ViewKind.Convolution, ViewKind.Fft];

    /// <summary>True where the Toeplitz view works on the kernel itself and never stores the matrix.</summary>
    public bool IsToeplitzImplicit { get; init; }

    /// <summary>Where the Toeplitz matrix is stored: whether it is kept in its split form, for a geometry and a number of channels.</summary>
    public Func<KernelGeometry, int, bool> IsToeplitzSplit { get; init; } = (_, _) => false;

    /// <summary>Tokens of an image from which on a <see cref="LinearBackwardInput"/> reads its weights from a transposed copy; the default is never.</summary>
    public int TransposedWeightTokens { get; init; } = int.MaxValue;

    /// <summary>Forward steps whose kernels, where two workers share an image of one tile of tokens, take its halves in tiles of their own.</summary>
    public Func<Node, bool> TakesHalfTiles { get; init; } = _ => false;

    /// <summary>True where a group is the whole batch: sections of activations are planned per image, and the runtime multiplies by the session's largest batch.</summary>
    public bool IsPlannedPerImage { get; init; }

    /// <summary>True where a step without a batch is done for a whole run of blocks at once: each block then has temporaries and scratch of its own.</summary>
    public bool StacksBlocks { get; init; }

    /// <summary>Scratch elements that the backend's kernel for a node needs whatever the batch is.</summary>
    public Func<Node, long> FixedScratch { get; init; } = _ => 0;

    /// <summary>The kernels that a node launches on a device, and what they read and write; null where the backend launches none of its own.</summary>
    public Func<Node, DeviceWork>? NodeWork { get; init; }

    /// <summary>The same of the optimiser, given the stored weights' elements.</summary>
    public Func<long, DeviceWork> UpdateWork { get; init; } = _ => DeviceWork.None;

    /// <summary>Measured cost of a large-kernel operator's views, forward and backward.</summary>
    public required ViewCosts ViewCosts { get; init; }

    /// <summary>The model card's lines on memory in training, given the plan, the fixed amount and the amount per image as text.</summary>
    public required Func<MemoryPlan, string, string, IReadOnlyList<string>> DescribeMemory { get; init; }

    /// <summary>Scratch elements that the backend's kernel for a node needs; the number of images and tokens of a group are given.</summary>
    public required Func<Node, int, long> Scratch { get; init; }

    /// <summary>Length of a stored row of an activation.</summary>
    public int RowStride(int features) => (features + RowAlignment - 1) / RowAlignment * RowAlignment;
}

/// <summary>The time of a view from its sizes: coefficients measured on the machine that is named (bench/Lkca.Bench, argument views), never at build.</summary>
/// <param name="Machine">Where they were measured.</param>
/// <param name="ToeplitzNanosecondsPerMac">Dense products of the microkernel, rows ≥ 6.</param>
/// <param name="MatrixNanosecondsPerElement">Reading the matrices of all channel groups once per image, where they do not stay in the cache.</param>
/// <param name="CacheBytes">Matrices up to this size stay in the cache.</param>
/// <param name="ConvolutionNanosecondsPerMac">Direct convolution, padding counted.</param>
/// <param name="SpectralNanosecondsPerMac">Transforms, half their operations.</param>
/// <param name="MaxMatrixBytes">Limit of one layer's Toeplitz matrix, its transpose and their gradient.</param>
internal sealed record ViewCosts(
    string Machine,
    double ToeplitzNanosecondsPerMac,
    double MatrixNanosecondsPerElement,
    long CacheBytes,
    double ConvolutionNanosecondsPerMac,
    double SpectralNanosecondsPerMac,
    long MaxMatrixBytes)
{
    /// <summary>Where the numbers come from, as the model card says it.</summary>
    public string Origin { get; init; } = "measured on " + Machine;

    /// <summary>Where the Toeplitz view is implicit: whether its kernel can take a geometry. There is no matrix then.</summary>
    public Func<KernelGeometry, int, bool>? IsImplicitPossible { get; init; }

    /// <summary>Products with the split Toeplitz matrix, per multiply-accumulate that they execute: shorter sums and more additions than the dense ones.</summary>
    public double SplitToeplitzNanosecondsPerMac { get; init; }

    /// <summary>Nanoseconds per image, forward and backward (three products of the forward's size); infinite where the view cannot be taken.</summary>
    public double Cost(ViewKind view, KernelGeometry geometry, int features)
    {
        var tokens = (double)geometry.Tokens;
        switch (view)
        {
            case ViewKind.Toeplitz when IsImplicitPossible is not null:
                return IsImplicitPossible(geometry, features) ? 3 * tokens * tokens * features * ToeplitzNanosecondsPerMac : double.PositiveInfinity;
            case ViewKind.Toeplitz:
                var matrix = (double)geometry.MatrixShape.Count;
                if (matrix * 4 * 3 > MaxMatrixBytes)
                {
                    return double.PositiveInfinity;
                }

                var streamed = matrix * 4 > CacheBytes ? matrix * MatrixNanosecondsPerElement : 0;
                return 3 * ((geometry.ToeplitzMacs(features) * (geometry.IsSplit ? SplitToeplitzNanosecondsPerMac : ToeplitzNanosecondsPerMac)) + streamed);
            case ViewKind.Convolution:
                return 3 * Convolution.MacsOf(geometry, features) * ConvolutionNanosecondsPerMac;
            case ViewKind.Fft:
                return 3 * SpectralProduct.MacsOf(geometry, features) * SpectralNanosecondsPerMac;
            default:
                throw new GraphException($"{view} is no view");
        }
    }
}
