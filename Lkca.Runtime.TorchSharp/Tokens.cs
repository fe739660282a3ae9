using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>The ends of the residual stream, which is float32.</summary>
public static class Tokens
{
    /// <summary>z = x + positionᵀ, the same for every image; position is (features, tokens).</summary>
    public static torch.Tensor AddPosition(torch.Tensor x, torch.Tensor position) => Pass.Exact(x).add_(position.t());

    /// <summary>The class token in front of the grid's tokens.</summary>
    public static torch.Tensor PrependClass(torch.Tensor x, torch.Tensor classToken) =>
        torch.cat([classToken.view(1, 1, -1).expand(x.shape[0], 1, x.shape[2]), Pass.Exact(x)], 1);

    /// <summary>The gradient of the mean over tokens: every token gets 1/tokens of it, (B, tokens, features).</summary>
    public static torch.Tensor MeanBackward(torch.Tensor dPooled, int tokens) => dPooled.div(tokens).repeat(1, tokens, 1);

    /// <summary>Token 0 gets the gradient, the others zero: (B, tokens, features).</summary>
    public static torch.Tensor FirstBackward(torch.Tensor dFirst, int tokens) => torch.nn.functional.pad(dFirst, [0L, 0L, 0L, tokens - 1]);
}
