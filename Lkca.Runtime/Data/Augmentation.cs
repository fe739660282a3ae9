using System;
using Lkca.Runtime.Training;

namespace Lkca.Runtime.Data;

/// <summary>Random horizontal flip, then a random crop of the image's own size out of the image with a black border, then normalisation.
/// Each draw is a function of (seed, epoch, image), so a picture looks the same in whichever thread or resumed run it is read.</summary>
/// <param name="normalization">Means and deviations.</param>
/// <param name="flip">Mirror half of the images.</param>
/// <param name="padding">Border in pixels; the crop moves by −padding … +padding.</param>
/// <param name="seed">Seed of the run.</param>
public sealed class Augmentation(Normalization normalization, bool flip, int padding, ulong seed)
{
    /// <summary>Writes the augmented, normalised image: out[y, x] = flipped[y + dy, x + dx], black outside.</summary>
    /// <param name="pixels">The picture, (channels, height, width).</param>
    /// <param name="height">Its height.</param>
    /// <param name="width">Its width.</param>
    /// <param name="epoch">Number of the pass over the data.</param>
    /// <param name="index">Index of the picture in the data.</param>
    /// <param name="image">Receives channels · height · width numbers.</param>
    public void Apply(ReadOnlySpan<byte> pixels, int height, int width, long epoch, int index, Span<float> image)
    {
        var mirrored = flip && CounterRandom.Uniform(seed, epoch, index, RandomSite.Flip) < 0.5;
        var dy = padding == 0 ? 0 : CounterRandom.Below(2 * padding + 1, seed, epoch, index, RandomSite.CropTop) - padding;
        var dx = padding == 0 ? 0 : CounterRandom.Below(2 * padding + 1, seed, epoch, index, RandomSite.CropLeft) - padding;
        var channels = pixels.Length / (height * width);
        for (var channel = 0; channel < channels; channel++)
        {
            var table = normalization.Channel(channel);
            for (var y = 0; y < height; y++)
            {
                var to = image.Slice((channel * height + y) * width, width);
                if ((uint)(y + dy) >= (uint)height)
                {
                    to.Fill(table[0]);
                    continue;
                }

                var from = pixels.Slice((channel * height + y + dy) * width, width);
                for (var x = 0; x < to.Length; x++)
                {
                    var source = x + dx;
                    to[x] = (uint)source >= (uint)width ? table[0] : table[from[mirrored ? width - 1 - source : source]];
                }
            }
        }
    }
}
