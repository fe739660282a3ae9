using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>The gradient of GELU (erf form).</summary>
public static class Gelu
{
    /// <summary>dH = dG ⊙ gelu′(h).</summary>
    public static torch.Tensor Backward(torch.Tensor dG, torch.Tensor hidden) => Native.GeluBackward(dG, hidden);
}
