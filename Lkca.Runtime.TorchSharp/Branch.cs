using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>Stochastic depth: a branch works on the images that it keeps, and the residual stream is updated in place.</summary>
public static class Branch
{
    /// <summary>The images of the stream that branch <paramref name="site"/> keeps; the stream itself where it keeps all.</summary>
    public static torch.Tensor Select(Pass g, torch.Tensor z, int site) => g.Kept(site) is { } kept ? z.index_select(0, kept) : z;

    /// <summary>z += scale·y at the kept images.</summary>
    public static void Add(Pass g, torch.Tensor z, torch.Tensor y, int site)
    {
        if (g.Kept(site) is { } kept)
        {
            z.index_add_(0, kept, Pass.Exact(y).contiguous(), g.Scale(site));
        }
        else
        {
            z.add_(y, g.Scale(site));
        }
    }

    /// <summary>dY = scale·dZ of the kept images, in the compute precision. It may be dZ itself: it must be read before dZ is updated.</summary>
    public static torch.Tensor Gradient(Pass g, torch.Tensor dZ, int site)
    {
        var kept = Select(g, dZ, site);
        return g.Compute(g.Scale(site) == 1 ? kept : kept.mul(g.Scale(site)));
    }
}
