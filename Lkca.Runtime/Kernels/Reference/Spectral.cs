using System;
using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>The LKCA operator as a circular convolution by discrete Fourier transforms written out as sums: the naive twins of <see cref="Cpu.Spectral"/>.
/// Spectra are (groups, Fh, Fw, 2) in natural order of frequency.</summary>
public static unsafe class Spectral
{
    /// <summary>Elements of scratch: two complex planes.</summary>
    public static long ScratchElements(int gridHeight, int gridWidth, int kernelHeight, int kernelWidth) =>
        4L * Length(gridHeight, kernelHeight) * Length(gridWidth, kernelWidth);

    /// <summary>Length of the transform: the next power of two from grid + kernel/2 on.</summary>
    public static int Length(int grid, int kernel) => (int)BitOperations.RoundUpToPowerOf2((uint)(grid + kernel / 2));

    /// <summary>Spectrum of h, where h[−δ] = K[kh/2 + δ]: the operator is the convolution with h.</summary>
    public static void Filter<T>(NativeSpan<T> spectrum, NativeSpan<T> kernel, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int fh = Length(gridHeight, kernelHeight), fw = Length(gridWidth, kernelWidth), taps = kernelHeight * kernelWidth;
        for (var at = 0; at < groups * fh * fw; at++)
        {
            int group = at / (fh * fw), f = at % (fh * fw);
            T re = T.Zero, im = T.Zero;
            for (var tap = 0; tap < taps; tap++)
            {
                int dy = tap / kernelWidth - kernelHeight / 2, dx = tap % kernelWidth - kernelWidth / 2;
                if (Math.Abs(dy) < gridHeight && Math.Abs(dx) < gridWidth)
                {
                    var (sin, cos) = Root<T>(f, -dy, -dx, fh, fw);
                    re += kernel.Pointer[group * taps + tap] * cos;
                    im += kernel.Pointer[group * taps + tap] * sin;
                }
            }

            spectrum.Pointer[2 * at] = re;
            spectrum.Pointer[2 * at + 1] = im;
        }
    }

    /// <summary>out = inverse(transform(in)·spectrum) on the grid.</summary>
    public static void Forward<T>(
        NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> spectrum, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Apply(output, input, spectrum, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, T.One);

    /// <summary>dIn = inverse(transform(dOut)·conjugate(spectrum)) on the grid.</summary>
    public static void BackwardInput<T>(
        NativeSpan<T> dInput, NativeSpan<T> dOutput, NativeSpan<T> spectrum, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Apply(dInput, dOutput, spectrum, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, -T.One);

    /// <summary>dSpectrum += Σ over images and the group's channels of transform(dOut)·conjugate(transform(in)).</summary>
    public static void BackwardSpectrum<T>(
        NativeSpan<T> dSpectrum, NativeSpan<T> dOutput, NativeSpan<T> input, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int fh = Length(gridHeight, kernelHeight), fw = Length(gridWidth, kernelWidth);
        T* y = scratch.Pointer, x = y + 2 * fh * fw;
        for (var plane = 0; plane < images * features; plane++)
        {
            int image = plane / features, c = plane % features;
            Transform(y, dOutput, image, c, gridHeight, gridWidth, features, fh, fw);
            Transform(x, input, image, c, gridHeight, gridWidth, features, fh, fw);
            var sums = dSpectrum.Pointer + 2L * (c / (features / groups)) * fh * fw;
            for (var f = 0; f < 2 * fh * fw; f += 2)
            {
                sums[f] += y[f] * x[f] + y[f + 1] * x[f + 1];
                sums[f + 1] += y[f + 1] * x[f] - y[f] * x[f + 1];
            }
        }
    }

    /// <summary>dK[kh/2 + δ] = Re inverse(dSpectrum)[−δ]; overwrites.</summary>
    public static void Fold<T>(
        NativeSpan<T> dKernel, NativeSpan<T> dSpectrum, NativeSpan<T> scratch, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int fh = Length(gridHeight, kernelHeight), fw = Length(gridWidth, kernelWidth), taps = kernelHeight * kernelWidth;
        for (var at = 0; at < groups * taps; at++)
        {
            int dy = at % taps / kernelWidth - kernelHeight / 2, dx = at % taps % kernelWidth - kernelWidth / 2;
            dKernel.Pointer[at] = Math.Abs(dy) < gridHeight && Math.Abs(dx) < gridWidth
                ? Inverse(dSpectrum.Pointer + 2L * (at / taps) * fh * fw, -dy, -dx, fh, fw)
                : T.Zero;
        }
    }

    private static void Apply<T>(
        NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> spectrum, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups, T sign)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int fh = Length(gridHeight, kernelHeight), fw = Length(gridWidth, kernelWidth), n = gridHeight * gridWidth;
        Tiled.Clear(output, images * n, features);
        T* x = scratch.Pointer, y = x + 2 * fh * fw;
        for (var plane = 0; plane < images * features; plane++)
        {
            int image = plane / features, c = plane % features;
            Transform(x, input, image, c, gridHeight, gridWidth, features, fh, fw);
            var filter = spectrum.Pointer + 2L * (c / (features / groups)) * fh * fw;
            for (var f = 0; f < 2 * fh * fw; f += 2)
            {
                y[f] = x[f] * filter[f] - sign * x[f + 1] * filter[f + 1];
                y[f + 1] = x[f + 1] * filter[f] + sign * x[f] * filter[f + 1];
            }

            for (var t = 0; t < n; t++)
            {
                output.Pointer[Tiled.Index(image * n + t, c, features)] = Inverse(y, t / gridWidth, t % gridWidth, fh, fw);
            }
        }
    }

    private static void Transform<T>(T* spectrum, NativeSpan<T> input, int image, int c, int gridHeight, int gridWidth, int features, int fh, int fw)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var f = 0; f < fh * fw; f++)
        {
            T re = T.Zero, im = T.Zero;
            for (var t = 0; t < gridHeight * gridWidth; t++)
            {
                var (sin, cos) = Root<T>(f, t / gridWidth, t % gridWidth, fh, fw);
                var value = input.Pointer[Tiled.Index(image * gridHeight * gridWidth + t, c, features)];
                re += value * cos;
                im += value * sin;
            }

            spectrum[2 * f] = re;
            spectrum[2 * f + 1] = im;
        }
    }

    private static T Inverse<T>(T* spectrum, int y, int x, int fh, int fw)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        for (var f = 0; f < fh * fw; f++)
        {
            var (sin, cos) = Root<T>(f, -y, -x, fh, fw);
            sum += spectrum[2 * f] * cos - spectrum[2 * f + 1] * sin;
        }

        return sum / T.CreateChecked(fh * fw);
    }

    // exp(−2πi·(fy·y/Fh + fx·x/Fw)) at frequency (fy, fx) and place (y, x)
    private static (T Sin, T Cos) Root<T>(int frequency, int y, int x, int fh, int fw)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var turns = (double)(frequency / fw * y % fh) / fh + (double)(frequency % fw * x % fw) / fw;
        return (T.CreateChecked(Math.Sin(-2 * Math.PI * turns)), T.CreateChecked(Math.Cos(-2 * Math.PI * turns)));
    }
}
