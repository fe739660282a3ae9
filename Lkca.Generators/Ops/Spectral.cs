using System;
using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>The spectrum of the kernel on a grid of powers of two that leaves room for the wrap-around: (groups, Fh, Fw, 2), or the half (groups, Fh, Fw/2 + 1, 2).</summary>
internal sealed record KernelSpectrum(KernelGeometry Geometry) : Op
{
    public override string Name => "kernel_spectrum";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0] == Geometry.KernelShape, $"kernel {inputs[0]} instead of {Geometry.KernelShape}");
        return [ShapeOf(Geometry)];
    }

    internal static Shape ShapeOf(KernelGeometry geometry) => Shape.Of(geometry.Groups, geometry.SpectrumHeight, geometry.HasHalfSpectra ? (geometry.SpectrumWidth / 2) + 1 : geometry.SpectrumWidth, 2);

    public override string Describe(Node node) => $"{node.Output.Name} = fft2 of {node.Inputs[0].Name} centred at (0, 0), {Geometry.SpectrumHeight}×{Geometry.SpectrumWidth}";
}

/// <summary>The large kernel as a circular correlation: inverse transform of the planes' spectra times the kernel's conjugate.</summary>
internal sealed record SpectralProduct(KernelGeometry Geometry) : Op
{
    public override string Name => "spectral_product";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Tokens == Geometry.Tokens && inputs[1] == KernelSpectrum.ShapeOf(Geometry), $"{inputs[1]} does not fit {inputs[0]}");
        return [inputs[0]];
    }

    /// <summary>Two complex transforms of 5·n·log₂n operations for two channels, and the product: operations/2.</summary>
    public override long Macs(Node node) => MacsOf(Geometry, node.Inputs[0].Shape.Features);

    internal static long MacsOf(KernelGeometry geometry, int features)
    {
        var n = (long)geometry.SpectrumHeight * geometry.SpectrumWidth;
        var log = (long)Math.Round(Math.Log(n, 2));
        return ((5 * n * log) + (4 * n)) * features / 2;
    }

    public override string Describe(Node node) => $"{node.Output.Name} = ifft2(fft2({node.Inputs[0].Name})·conj({node.Inputs[1].Name}))";
}

/// <summary>The same with the kernel's spectrum itself: correlation with the flipped kernel.</summary>
internal sealed record SpectralProductBackwardInput(KernelGeometry Geometry) : Op
{
    public override string Name => "spectral_product_backward_input";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0]];

    public override long Macs(Node node) => SpectralProduct.MacsOf(Geometry, node.Inputs[0].Shape.Features);

    public override string Describe(Node node) => $"{node.Output.Name} = ifft2(fft2({node.Inputs[0].Name})·{node.Inputs[1].Name})";
}

/// <summary>dSpectrum += Σ_planes fft2(in)·conj(fft2(dOut)).</summary>
internal sealed record SpectralProductBackwardSpectrum(KernelGeometry Geometry) : Op
{
    public override string Name => "spectral_product_backward_spectrum";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [KernelSpectrum.ShapeOf(Geometry)];

    public override long Macs(Node node) => SpectralProduct.MacsOf(Geometry, node.Inputs[0].Shape.Features);

    public override string Describe(Node node) => $"{node.Output.Name} += Σ_planes fft2({node.Inputs[1].Name})·conj(fft2({node.Inputs[0].Name}))";
}

/// <summary>dK = the inverse transform of dSpectrum at the kernel's offsets.</summary>
internal sealed record SpectralFold(KernelGeometry Geometry) : Op
{
    public override string Name => "spectral_fold";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0] == KernelSpectrum.ShapeOf(Geometry), $"{inputs[0]} is no gradient of a kernel's spectrum");
        return [Geometry.KernelShape];
    }

    public override string Describe(Node node) => $"{node.Output.Name} = ifft2({node.Inputs[0].Name}) at the kernel's offsets";
}
