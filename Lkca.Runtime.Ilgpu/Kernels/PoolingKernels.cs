using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>Tokens of an image to one row and back; one thread per element.</summary>
internal static class PoolingKernels
{
    /// <summary>pooled[image, c] = mean over tokens, tokens in order.</summary>
    public static void Mean(ArrayView<float> pooled, ArrayView<float> z, int count, int tokens, int features, int stride)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var image = i / features;
            var column = i % features;
            var sum = 0f;
            for (var token = 0; token < tokens; token++)
            {
                sum += z[(((image * tokens) + token) * stride) + column];
            }

            pooled[(image * stride) + column] = sum / tokens;
        }
    }

    /// <summary>dZ[image, t, c] = dPooled[image, c]/tokens.</summary>
    public static void MeanBackward(ArrayView<float> dZ, ArrayView<float> dPooled, int count, int tokens, int features, int stride)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var row = i / features;
            var column = i % features;
            dZ[(row * stride) + column] = dPooled[(row / tokens * stride) + column] / tokens;
        }
    }

    /// <summary>pooled[image, c] = token 0.</summary>
    public static void First(ArrayView<float> pooled, ArrayView<float> z, int count, int tokens, int features, int stride)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var image = i / features;
            var column = i % features;
            pooled[(image * stride) + column] = z[(image * tokens * stride) + column];
        }
    }

    /// <summary>dZ = dPooled at token 0, zero elsewhere.</summary>
    public static void FirstBackward(ArrayView<float> dZ, ArrayView<float> dPooled, int count, int tokens, int features, int stride)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var row = i / features;
            var column = i % features;
            dZ[(row * stride) + column] = row % tokens == 0 ? dPooled[(row / tokens * stride) + column] : 0;
        }
    }
}
