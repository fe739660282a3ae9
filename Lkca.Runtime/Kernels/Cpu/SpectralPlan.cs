using System;
using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>One call of <see cref="Spectral"/>: its sizes, its lanes' channels and the parts of its scratch.</summary>
internal readonly unsafe struct SpectralPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int L = ChannelPlanes.Lanes;

    public SpectralPlan(NativeSpan<T> scratch, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
    {
        (GridHeight, GridWidth, Tokens, Features, Groups) = (gridHeight, gridWidth, gridHeight * gridWidth, features, groups);
        (Height, Width) = (Spectral.Length(gridHeight, kernelHeight), Spectral.Length(gridWidth, kernelWidth));
        LanesPerGroup = (features / groups + 1) / 2;
        Parts = features == groups ? 1 : 2;
        Direct = features / groups % Parts == 0 && Layout.TileTokens % gridWidth == 0 && Tokens % gridWidth == 0;
        RowStride = Toeplitz.LeadingDimension(Tokens);
        RootLength = Math.Max(Height, Width);
        First = scratch.Require(Spectral.ScratchElements(gridHeight, gridWidth, kernelHeight, kernelWidth));
        Second = First + GridHeight * Pitch * 2 * L;
        Spectrum = Second + GridHeight * Pitch * 2 * L;
        Column = Spectrum + Points * 2 * L;
        SecondColumn = Column + Height * 2 * L;
        Rows = SecondColumn + Height * 2 * L;
        Roots = Rows + L * RowStride;
        FourierTransform<SimdScalar<T>, T, T>.Roots(Roots, (int)RootLength);
    }

    /// <summary>Rows of the grid, each as long as a transform, from row to row <see cref="Pitch"/> elements.</summary>
    public T* First { get; }

    /// <summary>The same of a second operand.</summary>
    public T* Second { get; }

    /// <summary>A whole spectrum, column by column: the filter, or the sums of a gradient.</summary>
    public T* Spectrum { get; }

    /// <summary>One column on its way through a transform.</summary>
    public T* Column { get; }

    /// <summary>The same of a second operand.</summary>
    public T* SecondColumn { get; }

    public T* Rows { get; }

    public T* Roots { get; }

    public int GridHeight { get; }

    public int GridWidth { get; }

    public int Tokens { get; }

    public int Features { get; }

    public int Groups { get; }

    public nint Height { get; }

    public nint Width { get; }

    public nint RowStride { get; }

    public nint RootLength { get; }

    public int LanesPerGroup { get; }

    /// <summary>Channels of a lane: 2, or 1 where every channel has a kernel of its own.</summary>
    public int Parts { get; }

    /// <summary>True where a row of the grid lies within a tile and lanes own neighbouring channels.</summary>
    public bool Direct { get; }

    public nint Points => Height * Width;

    /// <summary>Elements from one row of a transform to the next: one more than a row has, lest a column's elements compete for the same few lines
    /// of the cache.</summary>
    public nint Pitch => Width + 1;

    public int LaneCount => Groups * LanesPerGroup;

    /// <summary>The group of a lane; the last one for lanes beyond it.</summary>
    public nint GroupOf(int lane) => Math.Min(Groups - 1, lane / LanesPerGroup);

    public int UsedLanes(int first) => Math.Min(L, LaneCount - first);

    /// <summary>Row y of the grid in the first lane's channel; a lane's channels are neighbours in the tile.</summary>
    public T* GridRow(T* tiled, int image, int y, int first, int part) =>
        tiled + Layout.Token(image * Tokens + y * GridWidth, Features) + (nint)(Parts * first + part) * Layout.TileTokens;

    /// <summary>The channel that is the real (0) or imaginary (1) part of a lane; −1 where there is none.</summary>
    public int Channel(int lane, int part)
    {
        int group = lane / LanesPerGroup, within = lane % LanesPerGroup * 2 + part, size = Features / Groups;
        return group < Groups && within < size ? group * size + within : -1;
    }
}
