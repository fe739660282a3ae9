// Measured: Apply for 210 channels and one full kernel, float, one Zen 4 core.
//                                                    8 images of 8×8   2 images of 16×16
//   radix 2                                                377 µs
//   radix 4                                                325 µs          1154 µs
//   channels turned from the tile without gathering        336 µs          1107 µs
//   one element between the rows of a transform            392 µs           787 µs   a column of 32 no longer shares two sets of the cache
//   filter spread without divisions                        270 µs           350 µs
//   (the Toeplitz product                                  121 µs           472 µs)
// BackwardSpectrum, 8×8: 350 µs.
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
        var p = new SpectralPlan<T>(scratch, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        T* to = output.Require(Layout.Elements(images * p.Tokens, features)), from = input.Require(Layout.Elements(images * p.Tokens, features));
        var filters = spectrum.Require(2L * groups * p.Points);
        for (var first = 0; first < p.LaneCount; first += L)
        {
            SpreadFilter(p.Second, filters, p, first, conjugate);
            for (var image = 0; image < images; image++)
            {
                Load(p.First, from, image, first, p);
                Transform(p.First, p);
                Multiply(p.First, p.Second, p.Stored * 2 * L);
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
        var p = new SpectralPlan<T>(scratch, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        T* d = dOutput.Require(Layout.Elements(images * p.Tokens, features)), x = input.Require(Layout.Elements(images * p.Tokens, features));
        var sums = dSpectrum.Require(2L * groups * p.Points);
        for (var first = 0; first < p.LaneCount; first += L)
        {
            Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(p.Third, T.Zero), p.Stored * 2 * L);
            for (var image = 0; image < images; image++)
            {
                Load(p.First, d, image, first, p);
                Transform(p.First, p);
                Load(p.Second, x, image, first, p);
                Transform(p.Second, p);
                AddConjugateProduct(p.Third, p.First, p.Second, p.Stored * 2 * L);
            }

            AddToGroups(sums, p.Third, p, first);
        }
    }

    // dSpectrum[group][f] += Σ over the group's lanes, ascending
    [MethodImpl(Simd.Kernel)]
    private static void AddToGroups(T* spectrum, T* sums, in SpectralPlan<T> p, int first)
    {
        var used = p.UsedLanes(first);
        var groups = stackalloc T*[L];
        for (var lane = 0; lane < used; lane++)
        {
            groups[lane] = spectrum + 2 * p.Points * ((first + lane) / p.LanesPerGroup);
        }

        nint f = 0;
        for (nint y = 0; y < p.Height; y++)
        {
            for (nint x = 0; x < p.Width; x++, f += 2)
            {
                var from = sums + 2 * (y * p.Pitch + x) * L;
                for (nint lane = 0; lane < used; lane++)
                {
                    groups[lane][f] += from[lane];
                    groups[lane][f + 1] += from[lane + L];
                }
            }
        }
    }

    // filter[f][re, im][lane], with the division by the number of points that the inverse transform leaves out
    [MethodImpl(Simd.Kernel)]
    private static void SpreadFilter(T* filter, T* spectrum, in SpectralPlan<T> p, int first, bool conjugate)
    {
        var scale = T.One / T.CreateTruncating(p.Points);
        var imaginary = conjugate ? -scale : scale;
        var groups = stackalloc T*[L];
        for (var lane = 0; lane < L; lane++)
        {
            groups[lane] = spectrum + 2 * p.Points * Math.Min(p.Groups - 1, (first + lane) / p.LanesPerGroup);
        }

        nint f = 0;
        for (nint y = 0; y < p.Height; y++)
        {
            for (nint x = 0; x < p.Width; x++, f += 2)
            {
                var to = filter + 2 * (y * p.Pitch + x) * L;
                if (groups[0] == groups[L - 1])
                {
                    Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(to, scale * groups[0][f]), L);
                    Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(to + L, imaginary * groups[0][f + 1]), L);
                    continue;
                }

                for (nint lane = 0; lane < L; lane++)
                {
                    to[lane] = scale * groups[lane][f];
                    to[lane + L] = imaginary * groups[lane][f + 1];
                }
            }
        }
    }

    // Channels of the lanes as real and imaginary parts of the grid's corner, zeros elsewhere.
    private static void Load(T* data, T* tiled, int image, int first, in SpectralPlan<T> p)
    {
        Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(data, T.Zero), p.Stored * 2 * L);
        for (var part = 0; part < p.Parts; part++)
        {
            if (p.Direct)
            {
                for (nint y = 0; y < p.GridHeight; y++)
                {
                    Transposer.Run(
                        data + y * p.Pitch * 2 * L + part * L, 2 * L, p.GridRow(tiled, image, (int)y, first, part), p.Parts * Layout.TileTokens,
                        p.UsedLanes(first), p.GridWidth);
                }

                continue;
            }

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
                Transposer.Run(data + y * p.Pitch * 2 * L + part * L, 2 * L, p.Rows + y * p.GridWidth, p.RowStride, L, p.GridWidth);
            }
        }
    }

    private static void Store(T* tiled, int image, int first, in SpectralPlan<T> p)
    {
        for (var part = 0; part < p.Parts; part++)
        {
            for (nint y = 0; y < p.GridHeight; y++)
            {
                var from = p.First + y * p.Pitch * 2 * L + part * L;
                if (p.Direct)
                {
                    Transposer.Run(p.GridRow(tiled, image, (int)y, first, part), p.Parts * Layout.TileTokens, from, 2 * L, p.GridWidth, p.UsedLanes(first));
                }
                else
                {
                    Transposer.Run(p.Rows + y * p.GridWidth, p.RowStride, from, 2 * L, p.GridWidth, L);
                }
            }

            for (var lane = 0; !p.Direct && lane < L; lane++)
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
    private static void Transform(T* data, in SpectralPlan<T> p)
    {
        for (nint y = 0; y < p.GridHeight; y++)
        {
            FourierTransform<TOps, TVec, T>.Forward(data + y * p.Pitch * 2 * L, 2 * L, p.Width, L, p.Roots, p.RootLength / p.Width);
        }

        for (nint x = 0; x < p.Width; x++)
        {
            FourierTransform<TOps, TVec, T>.Forward(data + x * 2 * L, p.Pitch * 2 * L, p.Height, L, p.Roots, p.RootLength / p.Height);
        }
    }

    private static void InverseTransform(T* data, in SpectralPlan<T> p)
    {
        for (nint x = 0; x < p.Width; x++)
        {
            FourierTransform<TOps, TVec, T>.Inverse(data + x * 2 * L, p.Pitch * 2 * L, p.Height, L, p.Roots, p.RootLength / p.Height);
        }

        for (nint y = 0; y < p.GridHeight; y++)
        {
            FourierTransform<TOps, TVec, T>.Inverse(data + y * p.Pitch * 2 * L, 2 * L, p.Width, L, p.Roots, p.RootLength / p.Width);
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
}
