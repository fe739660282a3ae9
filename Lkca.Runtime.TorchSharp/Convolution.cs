using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>The large kernel as a zero-padded cross-correlation of every channel's plane, stride 1; one kernel for each group of channels.</summary>
public static class Convolution
{
    /// <summary>out = conv2d(x, kernel) over the grid, (B, tokens, features).</summary>
    public static torch.Tensor Forward(torch.Tensor x, torch.Tensor kernel, int height, int width, int groups)
    {
        var (kernelHeight, kernelWidth) = (kernel.shape[^2], kernel.shape[^1]);
        var planes = torch.nn.functional.conv2d(
            Planes(x, height, width, groups), kernel.view(groups, 1, kernelHeight, kernelWidth), padding: [kernelHeight / 2, kernelWidth / 2], groups: groups);
        return planes.view(x.shape[0], -1, groups, height, width).permute(0, 3, 4, 2, 1).reshape(x.shape[0], x.shape[1], x.shape[2]);
    }

    /// <summary>dX = conv2d(dOut, kernel flipped in both axes).</summary>
    public static torch.Tensor BackwardInput(torch.Tensor dOut, torch.Tensor kernel, int height, int width, int groups) => Forward(dOut, kernel.flip(-2, -1), height, width, groups);

    /// <summary>dK = Σ over planes of the correlation of x with dOut, (groups, kh, kw), float32: a convolution whose kernel is dOut and whose channels are the planes.</summary>
    public static torch.Tensor BackwardKernel(torch.Tensor dOut, torch.Tensor x, int height, int width, int kernelHeight, int kernelWidth, int groups)
    {
        var input = Planes(x, height, width, groups).transpose(0, 1);
        var weight = Planes(dOut, height, width, groups).transpose(0, 1).contiguous();
        return Pass.Exact(torch.nn.functional.conv2d(input.reshape(1, -1, height, width), weight, padding: [kernelHeight / 2, kernelWidth / 2], groups: groups)).squeeze(0);
    }

    /// <summary>(B, tokens, features) to (B·features/groups, groups, H, W).</summary>
    private static torch.Tensor Planes(torch.Tensor x, int height, int width, int groups) =>
        x.reshape(x.shape[0], height, width, groups, x.shape[2] / groups).permute(0, 4, 3, 1, 2).reshape(-1, groups, height, width);
}
