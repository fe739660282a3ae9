using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Cutting images into patches: moves numbers only.</summary>
public static unsafe class Patches
{
    /// <summary>Images (count, channels, height, width) to tiled (count·gh·gw, channels·ph·pw); features in the order channel, row, column of the patch (a flattened
    /// convolution weight), tokens row-major over the grid; padding lanes are 0.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Forward<T>(NativeSpan<T> patches, NativeSpan<T> images, int count, int channels, int height, int width, int patchHeight, int patchWidth, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int gridHeight = height / patchHeight, gridWidth = width / patchWidth, features = channels * patchHeight * patchWidth;
        var tokens = count * gridHeight * gridWidth;
        var part = team.EnterForTokens(tokens, features);
        var target = patches.Require(Layout.Elements(part.Places(tokens), features));
        var row = images.Require((long)count * channels * height * width);
        for (var image = 0; image < count; image++)
        {
            for (var c = 0; c < channels; c++)
            {
                for (var y = 0; y < height; y++, row += width)
                {
                    var token = (image * gridHeight + y / patchHeight) * gridWidth;
                    var feature = (nint)(c * patchHeight + y % patchHeight) * patchWidth;
                    var end = int.Min(gridWidth, part.ToToken - token);
                    for (var x = int.Max(0, part.FromToken - token); x < end; x++)
                    {
                        var to = target + Layout.Token(token + x + part.Shift, features) + feature * Layout.TileTokens;
                        for (nint px = 0; px < patchWidth; px++)
                        {
                            to[px * Layout.TileTokens] = row[x * patchWidth + px];
                        }
                    }
                }
            }
        }

        if (part.HasPadding(tokens))
        {
            TokenRuns.ClearPadding(target, tokens, features);
        }
    }

    /// <summary>Overwrites dImages with the patches' gradients put back in their places.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Backward<T>(NativeSpan<T> dImages, NativeSpan<T> dPatches, int count, int channels, int height, int width, int patchHeight, int patchWidth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int gridHeight = height / patchHeight, gridWidth = width / patchWidth, features = channels * patchHeight * patchWidth;
        var source = dPatches.Require(Layout.Elements(count * gridHeight * gridWidth, features));
        var row = dImages.Require((long)count * channels * height * width);
        for (var image = 0; image < count; image++)
        {
            for (var c = 0; c < channels; c++)
            {
                for (var y = 0; y < height; y++, row += width)
                {
                    var token = (image * gridHeight + y / patchHeight) * gridWidth;
                    var feature = (nint)(c * patchHeight + y % patchHeight) * patchWidth;
                    for (var x = 0; x < gridWidth; x++)
                    {
                        var from = source + Layout.Token(token + x, features) + feature * Layout.TileTokens;
                        for (nint px = 0; px < patchWidth; px++)
                        {
                            row[x * patchWidth + px] = from[px * Layout.TileTokens];
                        }
                    }
                }
            }
        }
    }
}
