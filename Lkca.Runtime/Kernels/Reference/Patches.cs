using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Cutting images into patches: the naive twins of <see cref="Cpu.Patches"/>.</summary>
public static unsafe class Patches
{
    /// <summary>Images (count, channels, height, width) to tiled (count·gh·gw, channels·ph·pw), features in the order channel, row, column;
    /// padding lanes are 0.</summary>
    public static void Forward<T>(NativeSpan<T> patches, NativeSpan<T> images, int count, int channels, int height, int width, int patchHeight, int patchWidth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var features = channels * patchHeight * patchWidth;
        Tiled.Clear(patches, count * (height / patchHeight) * (width / patchWidth), features);
        for (var i = 0; i < count * channels * height * width; i++)
        {
            patches.Pointer[Place(i, channels, height, width, patchHeight, patchWidth)] = images.Pointer[i];
        }
    }

    /// <summary>Overwrites dImages with the patches' gradients put back in their places.</summary>
    public static void Backward<T>(NativeSpan<T> dImages, NativeSpan<T> dPatches, int count, int channels, int height, int width, int patchHeight, int patchWidth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < count * channels * height * width; i++)
        {
            dImages.Pointer[i] = dPatches.Pointer[Place(i, channels, height, width, patchHeight, patchWidth)];
        }
    }

    private static long Place(int pixel, int channels, int height, int width, int patchHeight, int patchWidth)
    {
        int x = pixel % width, y = pixel / width % height, c = pixel / width / height % channels, image = pixel / width / height / channels;
        int gridHeight = height / patchHeight, gridWidth = width / patchWidth;
        var token = (image * gridHeight + y / patchHeight) * gridWidth + x / patchWidth;
        var feature = (c * patchHeight + y % patchHeight) * patchWidth + x % patchWidth;
        return Tiled.Index(token, feature, channels * patchHeight * patchWidth);
    }
}
