using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary><see cref="Spectral"/> for one vector width. A transform has 16 lanes; a lane carries two channels of one group, one as real and one as imaginary part
/// (the filter's impulse response is real, so they do not mix). Lanes of different groups may stand side by side.</summary>
internal static unsafe class SpectralCore<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int L = ChannelPlanes.Lanes;

    /// <summary>output = inverse(transform(input)·filter), the filter conjugated where <paramref name="conjugate"/>.</summary>
    public static void Apply(
        NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> spectrum, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups, bool conjugate)
    {
        var p = new Plan(scratch, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        T* to = output.Require(Layout.Elements(images * p.Tokens, features)), from = input.Require(Layout.Elements(images * p.Tokens, features));
        var filters = spectrum.Require(2L * groups * p.Points);
        for (var first = 0; first < p.LaneCount; first += L)
        {
            SpreadFilter(p.Second, filters, p, first, conjugate);
            for (var image = 0; image < images; image++)
            {
                Load(p.First, from, image, first, p);
                Transform(p.First, p);
                Multiply(p.First, p.Second, p.Points * 2 * L);
                InverseTransform(p.First, p);
                Store(to, image, first, p);
            }
        }

        TokenRuns.ClearPadding(to, images * p.Tokens, features);
    }

    /// <inheritdoc cref="Spectral.BackwardSpectrum{T}"/>
    public static void BackwardSpectrum(
        NativeSpan<T> dSpectrum, NativeSpan<T> dOutput, NativeSpan<T> input, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
    {
        var p = new Plan(scratch, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        T* d = dOutput.Require(Layout.Elements(images * p.Tokens, features)), x = input.Require(Layout.Elements(images * p.Tokens, features));
        var sums = dSpectrum.Require(2L * groups * p.Points);
        for (var first = 0; first < p.LaneCount; first += L)
        {
            Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(p.Third, T.Zero), p.Points * 2 * L);
            for (var image = 0; image < images; image++)
            {
                Load(p.First, d, image, first, p);
                Transform(p.First, p);
                Load(p.Second, x, image, first, p);
                Transform(p.Second, p);
                AddConjugateProduct(p.Third, p.First, p.Second, p.Points * 2 * L);
            }

            for (var lane = 0; lane < Math.Min(L, p.LaneCount - first); lane++)
            {
                var to = sums + 2 * p.Points * ((first + lane) / p.LanesPerGroup);
                for (nint i = 0; i < 2 * p.Points; i++)
                {
                    to[i] += p.Third[i * L + lane];
                }
            }
        }
    }

    // filter[f][re, im][lane], with the division by the number of points that the inverse transform leaves out
    private static void SpreadFilter(T* filter, T* spectrum, in Plan p, int first, bool conjugate)
    {
        var scale = T.One / T.CreateTruncating(p.Points);
        for (var lane = 0; lane < L; lane++)
        {
            var from = spectrum + 2 * p.Points * Math.Min(p.Groups - 1, (first + lane) / p.LanesPerGroup);
            for (nint f = 0; f < p.Points; f++)
            {
                filter[2 * f * L + lane] = scale * from[2 * f];
                filter[(2 * f + 1) * L + lane] = conjugate ? -scale * from[2 * f + 1] : scale * from[2 * f + 1];
            }
        }
    }

    private static void Load(T* data, T* tiled, int image, int first, in Plan p)
    {
        for (var part = 0; part < 2; part++)
        {
            for (var lane = 0; lane < L; lane++)
            {
                var channel = p.Channel(first + lane, part);
                var row = p.Rows + lane * p.RowStride;
                if (channel < 0)
                {
                    Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(row, T.Zero), p.RowStride);
                }
                else
                {
                    TokenRuns.Gather(row, p.RowStride, tiled, image * p.Tokens, p.Tokens, p.Features, channel, 1);
                }
            }

            for (nint y = 0; y < p.GridHeight; y++)
            {
                Transposer.Run(data + y * p.Width * 2 * L + part * L, 2 * L, p.Rows + y * p.GridWidth, p.RowStride, L, p.GridWidth);
            }
        }

        for (nint y = 0; y < p.GridHeight; y++)
        {
            Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(data + (y * p.Width + p.GridWidth) * 2 * L, T.Zero), (p.Width - p.GridWidth) * 2 * L);
        }

        Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(data + p.GridHeight * p.Width * 2 * L, T.Zero), (p.Height - p.GridHeight) * p.Width * 2 * L);
    }

    private static void Store(T* tiled, int image, int first, in Plan p)
    {
        for (var part = 0; part < 2; part++)
        {
            for (nint y = 0; y < p.GridHeight; y++)
            {
                Transposer.Run(p.Rows + y * p.GridWidth, p.RowStride, p.First + y * p.Width * 2 * L + part * L, 2 * L, p.GridWidth, L);
            }

            for (var lane = 0; lane < L; lane++)
            {
                var channel = p.Channel(first + lane, part);
                if (channel >= 0)
                {
                    TokenRuns.Scatter(tiled, image * p.Tokens, p.Tokens, p.Features, channel, 1, p.Rows + lane * p.RowStride, p.RowStride);
                }
            }
        }
    }

    // Rows of the grid, then every column: rows below the grid are zero before and not wanted after.
    private static void Transform(T* data, in Plan p)
    {
        for (nint y = 0; y < p.GridHeight; y++)
        {
            FourierTransform<TOps, TVec, T>.Forward(data + y * p.Width * 2 * L, 2 * L, p.Width, L, p.Roots, p.RootLength / p.Width);
        }

        for (nint x = 0; x < p.Width; x++)
        {
            FourierTransform<TOps, TVec, T>.Forward(data + x * 2 * L, p.Width * 2 * L, p.Height, L, p.Roots, p.RootLength / p.Height);
        }
    }

    private static void InverseTransform(T* data, in Plan p)
    {
        for (nint x = 0; x < p.Width; x++)
        {
            FourierTransform<TOps, TVec, T>.Inverse(data + x * 2 * L, p.Width * 2 * L, p.Height, L, p.Roots, p.RootLength / p.Height);
        }

        for (nint y = 0; y < p.GridHeight; y++)
        {
            FourierTransform<TOps, TVec, T>.Inverse(data + y * p.Width * 2 * L, 2 * L, p.Width, L, p.Roots, p.RootLength / p.Width);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Multiply(T* data, T* filter, nint count)
    {
        for (nint i = 0; i < count; i += 2 * L)
        {
            for (nint at = i; at < i + L; at += TOps.Lanes)
            {
                TVec xr = TOps.Load(data + at), xi = TOps.Load(data + at + L), fr = TOps.Load(filter + at), fi = TOps.Load(filter + at + L);
                TOps.Store(data + at, TOps.Subtract(TOps.Multiply(xr, fr), TOps.Multiply(xi, fi)));
                TOps.Store(data + at + L, TOps.Fma(xi, fr, TOps.Multiply(xr, fi)));
            }
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void AddConjugateProduct(T* sums, T* y, T* x, nint count)
    {
        for (nint i = 0; i < count; i += 2 * L)
        {
            for (nint at = i; at < i + L; at += TOps.Lanes)
            {
                TVec yr = TOps.Load(y + at), yi = TOps.Load(y + at + L), xr = TOps.Load(x + at), xi = TOps.Load(x + at + L);
                TOps.Store(sums + at, TOps.Fma(yi, xi, TOps.Fma(yr, xr, TOps.Load(sums + at))));
                var cross = TOps.Subtract(TOps.Multiply(yi, xr), TOps.Multiply(yr, xi));
                TOps.Store(sums + at + L, TOps.Add(TOps.Load(sums + at + L), cross));
            }
        }
    }

    /// <summary>Sizes, the lanes' channels and the parts of scratch.</summary>
    private readonly struct Plan
    {
        public Plan(NativeSpan<T> scratch, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
        {
            (GridHeight, GridWidth, Tokens, Features, Groups) = (gridHeight, gridWidth, gridHeight * gridWidth, features, groups);
            (Height, Width) = (Spectral.Length(gridHeight, kernelHeight), Spectral.Length(gridWidth, kernelWidth));
            LanesPerGroup = (features / groups + 1) / 2;
            RowStride = Toeplitz.LeadingDimension(Tokens);
            RootLength = Math.Max(Height, Width);
            First = scratch.Require(Spectral.ScratchElements(gridHeight, gridWidth, kernelHeight, kernelWidth));
            Second = First + Points * 2 * L;
            Third = Second + Points * 2 * L;
            Rows = Third + Points * 2 * L;
            Roots = Rows + L * RowStride;
            FourierTransform<TOps, TVec, T>.Roots(Roots, (int)RootLength);
        }

        public T* First { get; }

        public T* Second { get; }

        public T* Third { get; }

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

        public nint Points => Height * Width;

        public int LaneCount => Groups * LanesPerGroup;

        /// <summary>The channel that is the real (0) or imaginary (1) part of a lane; −1 where there is none.</summary>
        public int Channel(int lane, int part)
        {
            int group = lane / LanesPerGroup, within = lane % LanesPerGroup * 2 + part, size = Features / Groups;
            return group < Groups && within < size ? group * size + within : -1;
        }
    }
}
