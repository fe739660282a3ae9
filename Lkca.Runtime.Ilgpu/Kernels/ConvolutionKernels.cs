using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>The large kernel as a zero-padded cross-correlation, for every geometry: one thread per output, kernel and input straight from memory. Models whose geometry fits use the
/// generated implicit Toeplitz product instead.</summary>
internal static class ConvolutionKernels
{
    /// <summary>Slices of the batch that the kernel's gradient is summed over first.</summary>
    public const int Slices = 32;

    /// <summary>y[(i,j), c] = Σ_(u,v) K[u, v]·x[(i + u − rh, j + v − rw), c]; with <paramref name="isFlipped"/> not 0, K is read flipped in both axes, which is the gradient of the input.</summary>
    public static void Apply(ArrayView<float> y, ArrayView<float> x, ArrayView<float> kernel, ConvolutionShape shape, int isFlipped, int count)
    {
        var index = Threads.Index;
        if (index >= count)
        {
            return;
        }

        var channel = index % shape.Features;
        var token = index / shape.Features;
        var tokens = shape.GridHeight * shape.GridWidth;
        var image = token / tokens * tokens;
        var i = token % tokens / shape.GridWidth;
        var j = token % tokens % shape.GridWidth;
        var size = shape.KernelHeight * shape.KernelWidth;
        var first = channel / (shape.Features / shape.Groups) * size;
        var sum = 0f;
        for (var u = 0; u < shape.KernelHeight; u++)
        {
            var p = i + u - (shape.KernelHeight / 2);
            if (p >= 0 && p < shape.GridHeight)
            {
                for (var v = 0; v < shape.KernelWidth; v++)
                {
                    var q = j + v - (shape.KernelWidth / 2);
                    if (q >= 0 && q < shape.GridWidth)
                    {
                        var at = (u * shape.KernelWidth) + v;
                        sum += kernel[first + (isFlipped != 0 ? size - 1 - at : at)] * x[((image + (p * shape.GridWidth) + q) * shape.Stride) + channel];
                    }
                }
            }
        }

        y[(token * shape.Stride) + channel] = sum;
    }

    /// <summary>partial[slice, g, u, v] = Σ of dY[(i,j), c]·x[(i + u − rh, j + v − rw), c] over the slice's images, the grid and the group's channels.</summary>
    public static void KernelGradient(ArrayView<float> partial, ArrayView<float> dY, ArrayView<float> x, ConvolutionShape shape, int images, int count)
    {
        var index = Threads.Index;
        if (index >= count)
        {
            return;
        }

        var channels = shape.Features / shape.Groups;
        var v = index % shape.KernelWidth;
        var u = index / shape.KernelWidth % shape.KernelHeight;
        var first = index / (shape.KernelWidth * shape.KernelHeight) * channels;
        var down = u - (shape.KernelHeight / 2);
        var right = v - (shape.KernelWidth / 2);
        var length = (images + Slices - 1) / Slices;
        var end = Grid.IdxY * length + length < images ? Grid.IdxY * length + length : images;
        var sum = 0f;
        for (var image = Grid.IdxY * length; image < end; image++)
        {
            for (var i = 0; i < shape.GridHeight; i++)
            {
                for (var j = 0; j < shape.GridWidth; j++)
                {
                    if (i + down >= 0 && i + down < shape.GridHeight && j + right >= 0 && j + right < shape.GridWidth)
                    {
                        var to = ((((image * shape.GridHeight) + i) * shape.GridWidth) + j) * shape.Stride;
                        var from = ((((image * shape.GridHeight) + i + down) * shape.GridWidth) + j + right) * shape.Stride;
                        for (var c = first; c < first + channels; c++)
                        {
                            sum += dY[to + c] * x[from + c];
                        }
                    }
                }
            }
        }

        partial[(Grid.IdxY * count) + index] = sum;
    }
}
