using System;
using Lkca.Generators.Ops;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>How the implicit Toeplitz product is cut into products of 16×8 by 8×8 for tensor cores: constants of a geometry. A grid row is cut into segments of eight tokens, so that the
/// matrix falls into 8×8 blocks; two segments of the output are the rows of a tile, one of the input its inner dimension.</summary>
internal sealed record TensorTiling
{
    /// <summary>Tokens of a segment.</summary>
    public const int Segment = 8;

    /// <summary>Tiles of sums that a thread can have: a constant of Lkca.Runtime.Ilgpu.</summary>
    public const int MostTiles = 18;

    private const int MostWarps = 4;
    private const int SegmentsOfWarp = 8;
    private const int SharedBytes = 48 * 1024;

    public TensorTiling(KernelGeometry geometry, int features)
    {
        Geometry = geometry;
        Lanes = DivideUp(features, 4);
        Segments = geometry.GridWidth <= 8 ? 1 : geometry.GridWidth <= 16 ? 2 : 4;
        var all = geometry.GridHeight * Segments;
        SegmentsPerWarp = Math.Min(SegmentsOfWarp, DivideUp(all, 2) * 2);
        Warps = Math.Min(MostWarps, DivideUp(all, SegmentsPerWarp));
        SegmentGroups = DivideUp(all, SegmentsPerWarp * Warps);

        PairRows = Math.Min(SegmentsOfWarp / Segments, Segments == 1 ? DivideUp(geometry.GridHeight, 2) * 2 : geometry.GridHeight);
        PairBlocks = DivideUp(geometry.GridHeight, PairRows);
        PairWarps = MostWarps;
        ImageGroups = Math.Max(1, Math.Min(256, 1024 / (PairBlocks * PairBlocks)));
    }

    public KernelGeometry Geometry { get; }

    /// <summary>Fours of channels.</summary>
    public int Lanes { get; }

    /// <summary>Segments of a grid row.</summary>
    public int Segments { get; }

    public int PaddedWidth => Segment * Segments;

    public int TableHeight => (2 * Geometry.GridHeight) - 1;

    public int TableWidth => (2 * PaddedWidth) - 1;

    /// <summary>Output segments of a warp, an even number.</summary>
    public int SegmentsPerWarp { get; }

    public int Warps { get; }

    /// <summary>Thread groups that the output segments of an image take.</summary>
    public int SegmentGroups { get; }

    /// <summary>Tiles of sums of a warp: two segments by eight channels each, for 32 channels.</summary>
    public int Tiles => SegmentsPerWarp / 2 * 4;

    // The kernel's gradient: a warp makes the products of some rows of dOutput with some of the input; products with the same offset share a tile.

    /// <summary>Rows of either side.</summary>
    public int PairRows { get; }

    /// <summary>Segments of either side, an even number.</summary>
    public int PairSegments => PairRows * Segments;

    /// <summary>Parts that the rows of a grid are cut into.</summary>
    public int PairBlocks { get; }

    public int PairWarps { get; }

    /// <summary>Thread groups that share the images of a batch.</summary>
    public int ImageGroups { get; }

    /// <summary>Copies of the kernel's gradient that the thread groups of a large batch make.</summary>
    public int Parts => ImageGroups * PairBlocks * PairBlocks;

    /// <summary>Distances of a tile's two segments from the input's segment: one tile for each.</summary>
    public int PairTiles => Segments == 1 ? (2 * PairRows) - 2 : ((2 * PairRows) - 1) * ((2 * Segments) - 2);

    /// <summary>The tile of the output's segments 2·<paramref name="pair"/> and 2·<paramref name="pair"/> + 1 and the input's segment <paramref name="input"/>.</summary>
    public int PairTile(int pair, int input)
    {
        var first = 2 * pair;
        return Segments == 1
            ? input - first + PairRows - 2
            : (((input / Segments) - (first / Segments) + PairRows - 1) * ((2 * Segments) - 2)) + (input % Segments) - (first % Segments) + Segments - 2;
    }

    /// <summary>Whether there is a kernel for it: one kernel for all channels, rows of at most 32 tokens, tables and sums within the shared memory of every device.</summary>
    public bool IsPossible =>
        Geometry.Groups == 1
        && Geometry.GridWidth <= 4 * Segment
        && PairTiles <= MostTiles
        && (4 * TableHeight * TableWidth) + (4 * 4 * Tiles * 32 * Warps) <= SharedBytes
        && 4 * 4 * PairTiles * 32 * PairWarps <= SharedBytes;

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
