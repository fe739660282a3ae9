namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>How images are cut into patches.</summary>
/// <param name="Channels">Channels of an image.</param>
/// <param name="Height">Pixel rows.</param>
/// <param name="Width">Pixel columns.</param>
/// <param name="PatchHeight">Pixel rows of a patch.</param>
/// <param name="PatchWidth">Pixel columns of a patch.</param>
internal readonly record struct PatchShape(int Channels, int Height, int Width, int PatchHeight, int PatchWidth)
{
    /// <summary>Values of a patch.</summary>
    public int Features => Channels * PatchHeight * PatchWidth;

    /// <summary>Place in (B, C, H, W) of value i of (B, tokens, (c, y, x)).</summary>
    public int PixelOf(int i)
    {
        var column = i % Features;
        var columns = Width / PatchWidth;
        var tokens = Height / PatchHeight * columns;
        var token = i / Features % tokens;
        var image = i / Features / tokens;
        var x = (token % columns * PatchWidth) + (column % PatchWidth);
        var y = (token / columns * PatchHeight) + (column / PatchWidth % PatchHeight);
        var channel = column / (PatchWidth * PatchHeight);
        return (((((image * Channels) + channel) * Height) + y) * Width) + x;
    }
}
