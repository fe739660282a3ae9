using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>Native backward operators of libtorch that TorchSharp's own surface lacks, called through one TorchScript unit (a few microseconds a call). Their results are those of autograd, bit by bit.
/// Ladder: LayerNorm's backward in separate tensor operations reads and writes the activations six times, this once; GELU's and softmax's likewise three times against one.</summary>
internal static class Native
{
    private static readonly torch.jit.CompilationUnit Unit = torch.jit.compile(
        """
        def normalize(x: Tensor, features: int):
            return torch.native_layer_norm(x, [features], None, None, 1e-5)
        def normalize_backward(dy: Tensor, x: Tensor, features: int, mean: Tensor, rstd: Tensor):
            return torch.native_layer_norm_backward(dy, x, [features], mean, rstd, None, None, [True, False, False])[0]
        def gelu_backward(dy: Tensor, x: Tensor):
            return torch.gelu_backward(dy, x, approximate='none')
        def softmax_backward(dy: Tensor, y: Tensor, dtype: int):
            return torch._softmax_backward_data(dy, y, -1, dtype)

        """);

    /// <summary>x̂, mean and 1/√(variance + 1e-5) over the last dimension.</summary>
    public static (torch.Tensor XHat, torch.Tensor Mean, torch.Tensor Rstd) Normalize(torch.Tensor x) =>
        Unit.invoke<(torch.Tensor, torch.Tensor, torch.Tensor)>("normalize", x, x.shape[^1]);

    /// <summary>Gradient of LayerNorm without affine with respect to x.</summary>
    public static torch.Tensor NormalizeBackward(torch.Tensor dY, torch.Tensor x, torch.Tensor mean, torch.Tensor rstd) =>
        Unit.invoke<torch.Tensor>("normalize_backward", dY, x, x.shape[^1], mean, rstd);

    /// <summary>dY ⊙ gelu′(x), erf form.</summary>
    public static torch.Tensor GeluBackward(torch.Tensor dY, torch.Tensor x) => Unit.invoke<torch.Tensor>("gelu_backward", dY, x);

    /// <summary>y ⊙ (dY − Σ dY ⊙ y) over the last dimension.</summary>
    public static torch.Tensor SoftmaxBackward(torch.Tensor dY, torch.Tensor y) => Unit.invoke<torch.Tensor>("softmax_backward", dY, y, (long)y.dtype);
}
