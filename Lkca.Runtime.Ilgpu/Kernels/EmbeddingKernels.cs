using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>Images to tokens and back; one thread per element.</summary>
internal static class EmbeddingKernels
{
    /// <summary>patches[image, token, (c, y, x)] = the pixel at that place of the token's patch; images are (B, C, H, W).</summary>
    public static void Patches(ArrayView<float> patches, ArrayView<float> images, PatchShape shape, int count, int stride)
    {
        var i = Threads.Index;
        if (i < count)
        {
            patches[(i / shape.Features * stride) + (i % shape.Features)] = images[shape.PixelOf(i)];
        }
    }

    /// <summary>The gradient of every pixel, from its place in a patch.</summary>
    public static void PatchesBackward(ArrayView<float> dImages, ArrayView<float> dPatches, PatchShape shape, int count, int stride)
    {
        var i = Threads.Index;
        if (i < count)
        {
            dImages[shape.PixelOf(i)] = dPatches[(i / shape.Features * stride) + (i % shape.Features)];
        }
    }

    /// <summary>z[image, t, c] = x[image, t, c] + positions[c, t].</summary>
    public static void AddPosition(ArrayView<float> z, ArrayView<float> x, ArrayView<float> positions, int count, int tokens, int features, int stride)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var row = i / features;
            var column = i % features;
            z[(row * stride) + column] = x[(row * stride) + column] + positions[(column * tokens) + (row % tokens)];
        }
    }

    /// <summary>sum[c, t] = Σ_images x[image, t, c], images in order.</summary>
    public static void SumImages(ArrayView<float> sum, ArrayView<float> x, int images, int tokens, int features, int stride)
    {
        var i = Threads.Index;
        if (i < tokens * features)
        {
            var token = i / features;
            var column = i % features;
            var total = 0f;
            for (var image = 0; image < images; image++)
            {
                total += x[(((image * tokens) + token) * stride) + column];
            }

            sum[(column * tokens) + token] = total;
        }
    }

    /// <summary>The class token in front of each image's <paramref name="tokens"/> tokens.</summary>
    public static void PrependClass(ArrayView<float> z, ArrayView<float> x, ArrayView<float> classToken, int count, int tokens, int features, int stride)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var row = i / features;
            var column = i % features;
            var image = row / (tokens + 1);
            var token = row % (tokens + 1);
            z[(row * stride) + column] = token == 0 ? classToken[column] : x[(((image * tokens) + token - 1) * stride) + column];
        }
    }

    /// <summary>Each image's <paramref name="tokens"/> tokens behind the class token.</summary>
    public static void DropClass(ArrayView<float> dX, ArrayView<float> dZ, int count, int tokens, int features, int stride)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var row = i / features;
            var column = i % features;
            dX[(row * stride) + column] = dZ[(((row / tokens * (tokens + 1)) + (row % tokens) + 1) * stride) + column];
        }
    }

    /// <summary>sum[c] = Σ_images of token 0, images in order; an image has <paramref name="tokens"/> tokens, the class token among them.</summary>
    public static void SumClass(ArrayView<float> sum, ArrayView<float> dZ, int images, int tokens, int features, int stride)
    {
        var column = Threads.Index;
        if (column < features)
        {
            var total = 0f;
            for (var image = 0; image < images; image++)
            {
                total += dZ[(image * tokens * stride) + column];
            }

            sum[column] = total;
        }
    }
}
