using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The LKCA operator as a circular convolution by fast Fourier transforms of Fh × Fw points, each the next power of two from grid + kernel/2 on: wrapped
/// terms fall on zeros or on results that nobody reads. Spectra are (groups, Fh, Fw, 2) in the transforms' own order of frequencies: only this
/// class reads them.</summary>
public static unsafe class Spectral
{
    /// <summary>Elements of scratch for one call.</summary>
    public static long ScratchElements(int gridHeight, int gridWidth, int kernelHeight, int kernelWidth)
    {
        long height = Length(gridHeight, kernelHeight), width = Length(gridWidth, kernelWidth);
        return ChannelPlanes.Lanes * (4 * gridHeight * (width + 1) + 2 * height * (width + 2) + Toeplitz.LeadingDimension(gridHeight * gridWidth)) + 2 * Math.Max(height, width);
    }

    /// <summary>Length of the transform along one axis.</summary>
    public static int Length(int grid, int kernel) => (int)BitOperations.RoundUpToPowerOf2((uint)(grid + kernel / 2));

    /// <summary>Spectrum of h, where h[−δ] = K[kh/2 + δ]: the operator is the convolution with h. Taps that no pair of tokens uses are left out.</summary>
    [SkipLocalsInit]
    public static void Filter<T>(NativeSpan<T> spectrum, NativeSpan<T> kernel, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int height = Length(gridHeight, kernelHeight), width = Length(gridWidth, kernelWidth), length = Math.Max(height, width);
        var plane = spectrum.Require(2L * groups * height * width);
        var taps = kernel.Require((long)groups * kernelHeight * kernelWidth);
        var roots = stackalloc T[2 * length];
        FourierTransform<SimdScalar<T>, T, T>.Roots(roots, length);
        for (var group = 0; group < groups; group++, plane += 2 * height * width)
        {
            new Span<T>(plane, 2 * height * width).Clear();
            for (var u = 0; u < kernelHeight; u++)
            {
                for (var v = 0; v < kernelWidth; v++, taps++)
                {
                    int y = kernelHeight / 2 - u, x = kernelWidth / 2 - v;
                    if (Math.Abs(y) < gridHeight && Math.Abs(x) < gridWidth)
                    {
                        plane[2 * ((y & (height - 1)) * width + (x & (width - 1)))] = *taps;
                    }
                }
            }

            for (nint y = 0; y < height; y++)
            {
                FourierTransform<SimdScalar<T>, T, T>.Forward(plane + 2 * y * width, 2, width, 1, roots, length / width);
            }

            for (nint x = 0; x < width; x++)
            {
                FourierTransform<SimdScalar<T>, T, T>.Forward(plane + 2 * x, 2 * width, height, 1, roots, length / height);
            }
        }
    }

    /// <summary>out = inverse(transform(in)·spectrum) on the grid, per channel; channel c uses spectrum c / (features/groups).</summary>
    /// <param name="output">Tiled (images·gridHeight·gridWidth, features); padding lanes are 0.</param>
    /// <param name="input">Tiled, the same shape.</param>
    /// <param name="spectrum">What <see cref="Filter"/> wrote.</param>
    /// <param name="scratch"><see cref="ScratchElements"/>.</param>
    /// <param name="images">Images.</param>
    /// <param name="gridHeight">Token rows.</param>
    /// <param name="gridWidth">Token columns.</param>
    /// <param name="kernelHeight">Kernel rows.</param>
    /// <param name="kernelWidth">Kernel columns.</param>
    /// <param name="features">Channels.</param>
    /// <param name="groups">Kernels; divides features.</param>
    /// <param name="team">The workers that share the call.</param>
    public static void Forward<T>(
        NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> spectrum, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!team.EnterAsLeader())
        {
            return;
        }

        if (Simd.Use512)
        {
            SpectralCore<Simd512<T>, Vector512<T>, T>.Apply(
                output, input, spectrum, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, conjugate: false);
        }
        else if (Simd.Use256)
        {
            SpectralCore<Simd256<T>, Vector256<T>, T>.Apply(
                output, input, spectrum, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, conjugate: false);
        }
        else
        {
            SpectralCore<Simd128<T>, Vector128<T>, T>.Apply(
                output, input, spectrum, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, conjugate: false);
        }
    }

    /// <summary>dIn = inverse(transform(dOut)·conjugate(spectrum)) on the grid.</summary>
    public static void BackwardInput<T>(
        NativeSpan<T> dInput, NativeSpan<T> dOutput, NativeSpan<T> spectrum, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            SpectralCore<Simd512<T>, Vector512<T>, T>.Apply(
                dInput, dOutput, spectrum, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, conjugate: true);
        }
        else if (Simd.Use256)
        {
            SpectralCore<Simd256<T>, Vector256<T>, T>.Apply(
                dInput, dOutput, spectrum, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, conjugate: true);
        }
        else
        {
            SpectralCore<Simd128<T>, Vector128<T>, T>.Apply(
                dInput, dOutput, spectrum, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, conjugate: true);
        }
    }

    /// <summary>dSpectrum += Σ over images and the group's channels of transform(dOut)·conjugate(transform(in)), up to terms whose inverse
    /// transform is imaginary.</summary>
    public static void BackwardSpectrum<T>(
        NativeSpan<T> dSpectrum, NativeSpan<T> dOutput, NativeSpan<T> input, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            SpectralCore<Simd512<T>, Vector512<T>, T>.BackwardSpectrum(
                dSpectrum, dOutput, input, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        }
        else if (Simd.Use256)
        {
            SpectralCore<Simd256<T>, Vector256<T>, T>.BackwardSpectrum(
                dSpectrum, dOutput, input, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        }
        else
        {
            SpectralCore<Simd128<T>, Vector128<T>, T>.BackwardSpectrum(
                dSpectrum, dOutput, input, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        }
    }

    /// <summary>dK[kh/2 + δ] = Re inverse(dSpectrum)[−δ]; overwrites dK (groups, kernelHeight, kernelWidth). Taps that no pair of tokens uses get 0.</summary>
    [SkipLocalsInit]
    public static void Fold<T>(
        NativeSpan<T> dKernel, NativeSpan<T> dSpectrum, NativeSpan<T> scratch, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int height = Length(gridHeight, kernelHeight), width = Length(gridWidth, kernelWidth), length = Math.Max(height, width), points = height * width;
        T* from = dSpectrum.Require(2L * groups * points), plane = scratch.Require(ScratchElements(gridHeight, gridWidth, kernelHeight, kernelWidth));
        var taps = dKernel.Require((long)groups * kernelHeight * kernelWidth);
        var roots = stackalloc T[2 * length];
        FourierTransform<SimdScalar<T>, T, T>.Roots(roots, length);
        var scale = T.One / T.CreateTruncating(points);
        for (var group = 0; group < groups; group++, from += 2 * points)
        {
            new Span<T>(from, 2 * points).CopyTo(new Span<T>(plane, 2 * points));
            for (nint x = 0; x < width; x++)
            {
                FourierTransform<SimdScalar<T>, T, T>.Inverse(plane + 2 * x, 2 * width, height, 1, roots, length / height);
            }

            for (nint y = 0; y < height; y++)
            {
                FourierTransform<SimdScalar<T>, T, T>.Inverse(plane + 2 * y * width, 2, width, 1, roots, length / width);
            }

            for (var u = 0; u < kernelHeight; u++)
            {
                for (var v = 0; v < kernelWidth; v++, taps++)
                {
                    int y = kernelHeight / 2 - u, x = kernelWidth / 2 - v;
                    var used = Math.Abs(y) < gridHeight && Math.Abs(x) < gridWidth;
                    *taps = used ? scale * plane[2 * ((y & (height - 1)) * width + (x & (width - 1)))] : T.Zero;
                }
            }
        }
    }
}
