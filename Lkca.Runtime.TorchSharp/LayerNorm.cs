using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>LayerNorm without its affine, which the next Linear carries. Statistics are float32.</summary>
public static class LayerNorm
{
    /// <summary>x̂ = (x − mean)·rstd over the features of a token, rstd = 1/√(variance + 1e-5), of the images that branch <paramref name="site"/> keeps.</summary>
    public static (torch.Tensor XHat, torch.Tensor Rstd) Forward(Pass g, torch.Tensor z, int site) => Forward(g, Branch.Select(g, z, site));

    /// <summary>x̂ = (x − mean)·rstd over the last dimension.</summary>
    public static (torch.Tensor XHat, torch.Tensor Rstd) Forward(Pass g, torch.Tensor x)
    {
        var (xHat, _, rstd) = Native.Normalize(x);
        return (g.Compute(xHat), rstd);
    }

    /// <summary>dX = rstd·(dX̂ − mean(dX̂) − x̂·mean(dX̂ ⊙ x̂)), float32.</summary>
    public static torch.Tensor Backward(torch.Tensor dXHat, torch.Tensor xHat, torch.Tensor rstd) => Centred(dXHat, xHat, rstd).mul_(rstd);

    /// <summary>The same, added in place to the stream's gradient at the images that branch <paramref name="site"/> kept.</summary>
    public static void BackwardAdd(Pass g, torch.Tensor dZ, torch.Tensor dXHat, torch.Tensor xHat, torch.Tensor rstd, int site)
    {
        var centred = Centred(dXHat, xHat, rstd);
        if (g.Kept(site) is { } kept)
        {
            dZ.index_add_(0, kept, centred.mul_(rstd), 1);
        }
        else
        {
            dZ.addcmul_(centred, rstd, 1);
        }
    }

    /// <summary>dX̂ − mean(dX̂) − x̂·mean(dX̂ ⊙ x̂): the native operator on x̂, whose mean is 0 and whose deviation is 1. The factor rstd comes with the sum that follows.</summary>
    private static torch.Tensor Centred(torch.Tensor dXHat, torch.Tensor xHat, torch.Tensor rstd)
    {
        var zeros = torch.zeros_like(rstd);
        return Native.NormalizeBackward(Pass.Exact(dXHat).contiguous(), Pass.Exact(xHat), zeros, torch.ones_like(rstd));
    }
}
