// Measured: Apply for 210 channels and one full kernel, float, one Zen 4 core.
//                                                    8 images of 8×8   2 images of 16×16
//   radix 2                                                377 µs
//   radix 4                                                325 µs          1154 µs
//   channels turned from the tile without gathering        336 µs          1107 µs
//   one element between the rows of a transform            392 µs           787 µs   a column of 32 no longer shares two sets of the cache
//   filter spread without divisions                        270 µs           350 µs
//   (the Toeplitz product                                  121 µs           472 µs)
// BackwardSpectrum, 8×8: 350 µs.
// The same core, full kernels:                       4 images of 16×16: Apply, BackwardSpectrum   4 of 32×32       1 of 64×64
//   whole planes from pass to pass                           700, 980 µs                             3660, 4920 µs    4490, 8540 µs
//   a column from transform to inverse, one filter           680, 980 µs                             3430, 4760 µs    4230, 8900 µs
//   half a transform's zeros and results left out,
//   a group's sums in registers                              580, 660 µs                             2880, 3490 µs    3590, 5520 µs
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
            var isOne = p.GroupOf(first) == p.GroupOf(first + L - 1);
            SpreadFilter(p.Spectrum, filters, p, first, isOne, conjugate);
            for (var image = 0; image < images; image++)
            {
                Load(p.First, from, image, first, p);
                TransformRows(p.First, p);

                // Each column goes all the way while it is in the nearest cache.
                for (nint x = 0; x < p.Width; x++)
                {
                    TransformColumn(p.Column, p.First, x, p);
                    if (isOne)
                    {
                        MultiplyByOne(p.Column, p.Spectrum + (x * p.Height * 2), p.Height);
                    }
                    else
                    {
                        Multiply(p.Column, p.Spectrum + (x * p.Height * 2 * L), p.Height);
                    }

                    InverseColumn(p.First, p.Column, x, p);
                }

                InverseRows(p.First, p);
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
            Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(p.Spectrum, T.Zero), p.Points * 2 * L);
            for (var image = 0; image < images; image++)
            {
                Load(p.First, d, image, first, p);
                TransformRows(p.First, p);
                Load(p.Second, x, image, first, p);
                TransformRows(p.Second, p);
                for (nint column = 0; column < p.Width; column++)
                {
                    TransformColumn(p.Column, p.First, column, p);
                    TransformColumn(p.SecondColumn, p.Second, column, p);
                    AddConjugateProduct(p.Spectrum + (column * p.Height * 2 * L), p.Column, p.SecondColumn, p.Height);
                }
            }

            AddToGroups(sums, p.Spectrum, p, first);
        }
    }

    // dSpectrum[group][f] += Σ over the group's lanes, ascending
    [MethodImpl(Simd.Kernel)]
    private static void AddToGroups(T* spectrum, T* sums, in SpectralPlan<T> p, int first)
    {
        var used = p.UsedLanes(first);
        var ends = stackalloc int[L];
        for (var lane = used - 1; lane >= 0; lane--)
        {
            ends[lane] = lane + 1 < used && p.GroupOf(first + lane) == p.GroupOf(first + lane + 1) ? ends[lane + 1] : lane + 1;
        }

        for (nint x = 0; x < p.Width; x++)
        {
            for (nint y = 0; y < p.Height; y++, sums += 2 * L)
            {
                for (int lane = 0, end; lane < used; lane = end)
                {
                    end = ends[lane];
                    var to = spectrum + 2 * (p.Points * p.GroupOf(first + lane) + y * p.Width + x);
                    T re = to[0], im = to[1];
                    for (nint i = lane; i < end; i++)
                    {
                        re += sums[i];
                        im += sums[i + L];
                    }

                    (to[0], to[1]) = (re, im);
                }
            }
        }
    }

    // filter[f][re, im][lane], or filter[f][re, im] where all lanes have the same one; with the division by the number of points that the inverse transform leaves out
    [MethodImpl(Simd.Kernel)]
    private static void SpreadFilter(T* filter, T* spectrum, in SpectralPlan<T> p, int first, bool isOne, bool conjugate)
    {
        var scale = T.One / T.CreateTruncating(p.Points);
        var imaginary = conjugate ? -scale : scale;
        var groups = stackalloc T*[L];
        for (var lane = 0; lane < L; lane++)
        {
            groups[lane] = spectrum + 2 * p.Points * p.GroupOf(first + lane);
        }

        var lanes = isOne ? 1 : L;
        for (nint x = 0; x < p.Width; x++)
        {
            for (nint y = 0; y < p.Height; y++, filter += 2 * lanes)
            {
                var f = 2 * (y * p.Width + x);
                for (nint lane = 0; lane < lanes; lane++)
                {
                    filter[lane] = scale * groups[lane][f];
                    filter[lane + lanes] = imaginary * groups[lane][f + 1];
                }
            }
        }
    }

    // Channels of the lanes as real and imaginary parts of the grid's rows; nobody reads what lies behind a row.
    private static void Load(T* data, T* tiled, int image, int first, in SpectralPlan<T> p)
    {
        if (p.Parts == 1 || p.UsedLanes(first) < L)
        {
            Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(data, T.Zero), p.GridHeight * p.Pitch * 2 * L);
        }

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

    private static void TransformRows(T* data, in SpectralPlan<T> p)
    {
        for (nint y = 0; y < p.GridHeight; y++, data += p.Pitch * 2 * L)
        {
            FourierTransform<TOps, TVec, T>.Forward(data, 2 * L, data, 2 * L, p.GridWidth, p.Width, L, p.Roots, p.RootLength / p.Width);
        }
    }

    private static void InverseRows(T* data, in SpectralPlan<T> p)
    {
        for (nint y = 0; y < p.GridHeight; y++, data += p.Pitch * 2 * L)
        {
            FourierTransform<TOps, TVec, T>.Inverse(data, 2 * L, p.GridWidth, data, 2 * L, p.Width, L, p.Roots, p.RootLength / p.Width);
        }
    }

    // column = the transform of column x of the rows, zeros below them
    private static void TransformColumn(T* column, T* data, nint x, in SpectralPlan<T> p) =>
        FourierTransform<TOps, TVec, T>.Forward(column, 2 * L, data + (x * 2 * L), p.Pitch * 2 * L, p.GridHeight, p.Height, L, p.Roots, p.RootLength / p.Height);

    // The rows of column x of the inverse.
    private static void InverseColumn(T* data, T* column, nint x, in SpectralPlan<T> p) =>
        FourierTransform<TOps, TVec, T>.Inverse(data + (x * 2 * L), p.Pitch * 2 * L, p.GridHeight, column, 2 * L, p.Height, L, p.Roots, p.RootLength / p.Height);

    [MethodImpl(Simd.Kernel)]
    private static void MultiplyByOne(T* data, T* filter, nint elements)
    {
        for (nint i = 0; i < elements; i++, data += 2 * L, filter += 2)
        {
            TVec fr = TOps.Broadcast(filter[0]), fi = TOps.Broadcast(filter[1]);
            for (nint at = 0; at < L; at += TOps.Lanes)
            {
                Multiply(data + at, fr, fi);
            }
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Multiply(T* data, T* filter, nint elements)
    {
        for (nint i = 0; i < elements * 2 * L; i += 2 * L)
        {
            for (nint at = i; at < i + L; at += TOps.Lanes)
            {
                Multiply(data + at, TOps.Load(filter + at), TOps.Load(filter + at + L));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(T* data, TVec fr, TVec fi)
    {
        TVec xr = TOps.Load(data), xi = TOps.Load(data + L);
        TOps.Store(data, TOps.Subtract(TOps.Multiply(xr, fr), TOps.Multiply(xi, fi)));
        TOps.Store(data + L, TOps.Fma(xi, fr, TOps.Multiply(xr, fi)));
    }

    [MethodImpl(Simd.Kernel)]
    private static void AddConjugateProduct(T* sums, T* y, T* x, nint elements)
    {
        for (nint i = 0; i < elements * 2 * L; i += 2 * L)
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
