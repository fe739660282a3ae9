using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>The large kernel as a circular correlation on a grid of fh×fw, large enough that what wraps round falls on unused outputs. float32 whatever the compute precision.</summary>
public static class Spectral
{
    /// <summary>The spectrum (groups, fh, fw/2 + 1), complex, of the kernel centred at (0, 0).</summary>
    public static torch.Tensor Filter(torch.Tensor kernel, int spectrumHeight, int spectrumWidth, int groups)
    {
        var (kernelHeight, kernelWidth) = (kernel.shape[^2], kernel.shape[^1]);
        var padded = torch.nn.functional.pad(kernel.view(groups, kernelHeight, kernelWidth), [0L, spectrumWidth - kernelWidth, 0L, spectrumHeight - kernelHeight]);
        return Transform(padded.roll((-(kernelHeight / 2), -(kernelWidth / 2)), (1, 2)), spectrumHeight, spectrumWidth);
    }

    /// <summary>out = irfft2(rfft2(x)·conj(spectrum)).</summary>
    public static torch.Tensor Forward(Pass g, torch.Tensor x, torch.Tensor spectrum, int height, int width, int spectrumHeight, int spectrumWidth) =>
        Product(g, x, spectrum.conj(), height, width, spectrumHeight, spectrumWidth);

    /// <summary>dX = irfft2(rfft2(dOut)·spectrum).</summary>
    public static torch.Tensor BackwardInput(Pass g, torch.Tensor dOut, torch.Tensor spectrum, int height, int width, int spectrumHeight, int spectrumWidth) =>
        Product(g, dOut, spectrum, height, width, spectrumHeight, spectrumWidth);

    /// <summary>dSpectrum = Σ over planes of rfft2(x)·conj(rfft2(dOut)), (groups, fh, fw/2 + 1).</summary>
    public static torch.Tensor BackwardSpectrum(torch.Tensor dOut, torch.Tensor x, int height, int width, int spectrumHeight, int spectrumWidth, int groups)
    {
        var input = Transform(Planes(x, height, width, groups), spectrumHeight, spectrumWidth);
        var gradient = Transform(Planes(dOut, height, width, groups), spectrumHeight, spectrumWidth);
        return input.mul(gradient.conj()).sum([0L, 2L]);
    }

    /// <summary>dK = irfft2(dSpectrum) at the kernel's offsets, (groups, kh, kw).</summary>
    public static torch.Tensor Fold(torch.Tensor dSpectrum, int spectrumHeight, int spectrumWidth, int kernelHeight, int kernelWidth) =>
        torch.fft.irfft2(dSpectrum, [spectrumHeight, spectrumWidth], [-2L, -1L]).roll((kernelHeight / 2, kernelWidth / 2), (1, 2)).narrow(1, 0, kernelHeight).narrow(2, 0, kernelWidth);

    private static torch.Tensor Product(Pass g, torch.Tensor x, torch.Tensor spectrum, int height, int width, int spectrumHeight, int spectrumWidth)
    {
        var groups = spectrum.shape[0];
        var spectra = Transform(Planes(x, height, width, groups), spectrumHeight, spectrumWidth).mul(spectrum.unsqueeze(1));
        var planes = torch.fft.irfft2(spectra, [spectrumHeight, spectrumWidth], [-2L, -1L]).narrow(3, 0, height).narrow(4, 0, width);
        return g.Compute(planes.permute(0, 3, 4, 1, 2).reshape(x.shape[0], x.shape[1], x.shape[2]));
    }

    private static torch.Tensor Transform(torch.Tensor planes, long spectrumHeight, long spectrumWidth) =>
        torch.fft.rfft2(planes, [spectrumHeight, spectrumWidth], [-2L, -1L]);

    /// <summary>(B, tokens, features) to (B, groups, features/groups, H, W).</summary>
    private static torch.Tensor Planes(torch.Tensor x, int height, int width, long groups) =>
        Pass.Exact(x).reshape(x.shape[0], height, width, groups, x.shape[2] / groups).permute(0, 3, 4, 1, 2);
}
