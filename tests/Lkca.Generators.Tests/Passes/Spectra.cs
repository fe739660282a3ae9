using System;
using System.Linq;
using System.Numerics;
using Lkca.Generators.Ops;

namespace Lkca.Generators.Tests.Passes;

/// <summary>The spectral view of the interpreter, by the discrete Fourier transform's sum.</summary>
internal static class Spectra
{
    /// <summary>(groups, Fh, Fw, 2): the kernel's tap of offset o at o modulo the transform's length.</summary>
    public static double[] OfKernel(double[] kernel, KernelGeometry g) =>
    [
        .. kernel.Chunk(g.KernelHeight * g.KernelWidth).SelectMany(taps =>
        {
            var plane = new Complex[g.SpectrumHeight * g.SpectrumWidth];
            for (var tap = 0; tap < taps.Length; tap++)
            {
                plane[Place(tap, g)] = taps[tap];
            }

            return Interleave(Transform(plane, g, -1));
        }),
    ];

    public static double[] Filter(double[] input, double[] spectrum, KernelGeometry g, int features, bool isConjugate)
    {
        var output = new double[input.Length];
        for (var plane = 0; plane < input.Length / g.Tokens; plane++)
        {
            var filter = Filters(spectrum, g, plane % features / (features / g.Groups));
            var product = Transform(Plane(input, plane, g, features), g, -1).Zip(filter, (a, b) => a * (isConjugate ? Complex.Conjugate(b) : b)).ToArray();
            var result = Transform(product, g, 1);
            for (var token = 0; token < g.Tokens; token++)
            {
                output[At(plane, token, g, features)] = result[(token / g.GridWidth * g.SpectrumWidth) + (token % g.GridWidth)].Real / product.Length;
            }
        }

        return output;
    }

    /// <summary>Σ_planes fft2(in)·conj(fft2(dOut)), by group.</summary>
    public static double[] Gradient(double[] gradient, double[] input, KernelGeometry g, int features)
    {
        var points = g.SpectrumHeight * g.SpectrumWidth;
        var sums = new Complex[g.Groups * points];
        for (var plane = 0; plane < input.Length / g.Tokens; plane++)
        {
            var (a, b) = (Transform(Plane(input, plane, g, features), g, -1), Transform(Plane(gradient, plane, g, features), g, -1));
            for (var f = 0; f < points; f++)
            {
                sums[(plane % features / (features / g.Groups) * points) + f] += a[f] * Complex.Conjugate(b[f]);
            }
        }

        return Interleave(sums);
    }

    public static double[] Fold(double[] dSpectrum, KernelGeometry g) =>
    [
        .. Enumerable.Range(0, g.Groups).SelectMany(group =>
        {
            var plane = Transform(Filters(dSpectrum, g, group), g, 1);
            return Enumerable.Range(0, g.KernelHeight * g.KernelWidth).Select(tap => plane[Place(tap, g)].Real / plane.Length);
        }),
    ];

    private static int Place(int tap, KernelGeometry g)
    {
        var (y, x) = ((tap / g.KernelWidth) - (g.KernelHeight / 2), (tap % g.KernelWidth) - (g.KernelWidth / 2));
        return ((y + g.SpectrumHeight) % g.SpectrumHeight * g.SpectrumWidth) + ((x + g.SpectrumWidth) % g.SpectrumWidth);
    }

    private static int At(int plane, int token, KernelGeometry g, int features) =>
        (((plane / features * g.Tokens) + token) * features) + (plane % features);

    private static Complex[] Plane(double[] input, int plane, KernelGeometry g, int features)
    {
        var result = new Complex[g.SpectrumHeight * g.SpectrumWidth];
        for (var token = 0; token < g.Tokens; token++)
        {
            result[(token / g.GridWidth * g.SpectrumWidth) + (token % g.GridWidth)] = input[At(plane, token, g, features)];
        }

        return result;
    }

    private static Complex[] Filters(double[] spectrum, KernelGeometry g, int group) =>
        [.. spectrum.Chunk(2).Skip(group * g.SpectrumHeight * g.SpectrumWidth).Take(g.SpectrumHeight * g.SpectrumWidth)
            .Select(pair => new Complex(pair[0], pair[1]))];

    private static double[] Interleave(Complex[] values) => [.. values.SelectMany(value => new[] { value.Real, value.Imaginary })];

    private static Complex[] Transform(Complex[] plane, KernelGeometry g, int sign)
    {
        var (height, width) = (g.SpectrumHeight, g.SpectrumWidth);
        Complex Root(int product, int length) => Complex.FromPolarCoordinates(1, sign * 2 * Math.PI * (product % length) / length);
        var result = new Complex[plane.Length];
        foreach (var (source, at) in plane.Select((source, at) => (source, at)).Where(entry => entry.source != Complex.Zero))
        {
            for (var f = 0; f < plane.Length; f++)
            {
                result[f] += source * Root(at / width * (f / width), height) * Root(at % width * (f % width), width);
            }
        }

        return result;
    }
}
