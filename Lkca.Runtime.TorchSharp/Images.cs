using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>Images and patches.</summary>
public static class Images
{
    /// <summary>(B, C, H, W) to (B, tokens, C·ph·pw), a row ordered as a flattened convolution weight (c, y, x); in the compute precision.</summary>
    public static torch.Tensor Patches(Pass g, torch.Tensor images, int patchHeight, int patchWidth)
    {
        var (channels, rows, columns) = (images.shape[1], images.shape[2] / patchHeight, images.shape[3] / patchWidth);
        return g.Compute(images).view(-1, channels, rows, patchHeight, columns, patchWidth)
            .permute(0, 2, 4, 1, 3, 5).reshape(-1, rows * columns, channels * patchHeight * patchWidth);
    }

    /// <summary>Every pixel's gradient back to its place: (B, tokens, C·ph·pw) to (B, C, H, W), float32.</summary>
    public static torch.Tensor FromPatches(torch.Tensor patches, int channels, int height, int width, int patchHeight, int patchWidth) =>
        Pass.Exact(patches).view(-1, height / patchHeight, width / patchWidth, channels, patchHeight, patchWidth)
            .permute(0, 3, 1, 4, 2, 5).reshape(-1, channels, height, width);
}
