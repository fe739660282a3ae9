using System;
using Lkca.Generators.Ops;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>How the implicit Toeplitz product is cut into threads: constants of a geometry. A grid row is cut into segments of equal length, and a thread makes one segment of an output
/// row for one lane of channels, so that a segment of the kernel's row (2·length − 1 entries) and a segment of the input's row meet in registers.</summary>
internal sealed record LargeKernelTiling
{
    private const int MaxThreads = 64;
    private const int MaxPairThreads = 128;
    private const int TileBytes = 24 * 1024;
    private const int SharedBytes = 48 * 1024;
    private const int MaxSegment = 8;
    private const int PartialBlocks = 1024;

    public LargeKernelTiling(KernelGeometry geometry, int features)
    {
        Geometry = geometry;
        var channels = features / geometry.Groups;
        Vector = geometry.Groups == 1 || channels % 4 == 0 ? 4 : 1;
        Lanes = DivideUp(channels, Vector);
        Segments = DivideUp(geometry.GridWidth, MaxSegment);
        Segment = DivideUp(geometry.GridWidth, Segments);

        var tiles = geometry.GridHeight * Segments;
        TilesPerGroup = Math.Min(tiles, 32);
        TileGroups = DivideUp(tiles, TilesPerGroup);
        LanesPerGroup = Even(Lanes, Math.Min(MaxThreads / TilesPerGroup, Math.Max(1, TileBytes / RowBytes)));
        RowsStaged = Even(geometry.GridHeight, Math.Max(1, TileBytes / (RowBytes * LanesPerGroup)));

        var pairs = Segments * Segments;
        PairRowsIn = Math.Min(geometry.GridHeight, Math.Max(1, 64 / pairs));
        PairRowsOut = Math.Min(geometry.GridHeight, Math.Max(1, 64 / (pairs * PairRowsIn)));
        Pairs = PairRowsIn * PairRowsOut * pairs;
        Slices = Math.Min(Lanes, Math.Max(1, MaxThreads / Pairs));
        PairLanes = DivideUp(Even(Lanes, Math.Max(1, TileBytes / ((PairRowsIn + PairRowsOut) * RowBytes))), Slices) * Slices;
        PairGroups = DivideUp(geometry.GridHeight, PairRowsOut) * DivideUp(geometry.GridHeight, PairRowsIn);
        PairChunks = Math.Min(DivideUp(Lanes, PairLanes), Math.Max(1, 256 / PairGroups));
        PairImages = Math.Min(64, Math.Max(1, PartialBlocks / (PairChunks * PairGroups)));
    }

    public KernelGeometry Geometry { get; }

    /// <summary>Channels of a lane: four, or one where a group's channels are no multiple of four.</summary>
    public int Vector { get; }

    /// <summary>Lanes of a group of channels.</summary>
    public int Lanes { get; }

    /// <summary>Segments of a grid row.</summary>
    public int Segments { get; }

    /// <summary>Tokens of a segment; the last one of a row may reach beyond it.</summary>
    public int Segment { get; }

    /// <summary>Tokens of a row with its padding.</summary>
    public int PaddedWidth => Segments * Segment;

    /// <summary>Kernel entries of a row that any pair of tokens of the padded width needs.</summary>
    public int TableWidth => (2 * PaddedWidth) - 1;

    public int TableSize => Geometry.KernelHeight * TableWidth;

    /// <summary>Output segments of a thread group, and thread groups that all of them take.</summary>
    public int TilesPerGroup { get; }

    public int TileGroups { get; }

    public int LanesPerGroup { get; }

    /// <summary>Thread groups that a group of channels takes.</summary>
    public int LaneGroups => DivideUp(Lanes, LanesPerGroup);

    /// <summary>Input rows in shared memory at a time.</summary>
    public int RowsStaged { get; }

    public int Threads => TilesPerGroup * LanesPerGroup;

    // The kernel's gradient: a thread owns the offsets between one segment of a row of dOut and one of a row of the input.

    /// <summary>Rows of dOut of a thread group.</summary>
    public int PairRowsOut { get; }

    /// <summary>Rows of the input of a thread group.</summary>
    public int PairRowsIn { get; }

    /// <summary>Pairs of segments of a thread group.</summary>
    public int Pairs { get; }

    /// <summary>Threads that share a pair's lanes.</summary>
    public int Slices { get; }

    /// <summary>Lanes in shared memory at a time.</summary>
    public int PairLanes { get; }

    /// <summary>Thread groups that all pairs take.</summary>
    public int PairGroups { get; }

    /// <summary>Thread groups that share the lanes of a group of channels.</summary>
    public int PairChunks { get; }

    /// <summary>Thread groups that share the images of a batch.</summary>
    public int PairImages { get; }

    public int PairThreads => Pairs * Slices;

    /// <summary>Elements of the kernel's gradient.</summary>
    public int KernelSize => Geometry.Groups * Geometry.KernelHeight * Geometry.KernelWidth;

    /// <summary>Copies of the kernel's gradient that the thread groups of a large batch make.</summary>
    public int Parts => PairImages * PairGroups * PairChunks;

    /// <summary>Whether tables and tiles fit into the shared memory of every device, and a group's threads into the largest group.</summary>
    public bool Fits =>
        (4 * TableSize) + (RowsStaged * LanesPerGroup * RowBytes) <= SharedBytes
        && PairThreads <= MaxPairThreads
        && ((PairRowsIn + PairRowsOut) * PairLanes * RowBytes) + (4 * PairThreads * ((2 * Segment) - 1)) <= SharedBytes;

    /// <summary>Bytes of one lane of a padded grid row.</summary>
    private int RowBytes => PaddedWidth * Vector * 4;

    public static bool IsPossible(KernelGeometry geometry, int features) => new LargeKernelTiling(geometry, features).Fits;

    /// <summary>The equal share of the fewest parts of at most <paramref name="most"/>.</summary>
    private static int Even(int count, int most) => DivideUp(count, DivideUp(count, most));

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
