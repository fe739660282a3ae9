using System;

namespace Lkca.Runtime.Training.Augmentations;

/// <summary>Random erasing of Zhong, Zheng, Kang, Li and Yang (2020): a rectangle of a normalised picture is filled with the data set's means as they
/// stand, after normalisation. Area and aspect are uniform; a rectangle that does not fit is drawn again, at most a hundred times.</summary>
internal static class RandomErasing
{
    private const int Attempts = 100;

    /// <summary>The rectangle of a picture, or null where it is left whole.</summary>
    public static (int Top, int Left, int Height, int Width)? Draw(TrainingRecipe recipe, long pass, int index, int height, int width)
    {
        if (recipe.ErasingProbability == 0 || CounterRandom.Uniform(recipe.Seed, pass, index, RandomSite.Erase) >= recipe.ErasingProbability)
        {
            return null;
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var site = RandomSite.EraseAttempts - 2 * attempt;
            var (first, second) = CounterRandom.Bits(recipe.Seed, pass, index, site);
            var area = height * width * Between(recipe.ErasingMinArea, recipe.ErasingMaxArea, first);
            var aspect = Between(recipe.ErasingMinAspect, 1 / recipe.ErasingMinAspect, second);
            var (h, w) = ((int)Math.Round(Math.Sqrt(area * aspect)), (int)Math.Round(Math.Sqrt(area / aspect)));
            if (h < height && w < width)
            {
                var (top, left) = CounterRandom.Bits(recipe.Seed, pass, index, site - 1);
                return (Below(height - h + 1, top), Below(width - w + 1, left), h, w);
            }
        }

        return null;
    }

    /// <summary>Fills a rectangle of a normalised picture with the means.</summary>
    public static void Fill((int Top, int Left, int Height, int Width) part, Span<float> image, Data.Normalization normalization, int height, int width)
    {
        for (var channel = 0; channel < image.Length / (height * width); channel++)
        {
            for (var y = part.Top; y < part.Top + part.Height; y++)
            {
                image.Slice((channel * height + y) * width + part.Left, part.Width).Fill((float)normalization.Mean[channel]);
            }
        }
    }

    private static double Between(double least, double most, ulong bits) => least + (most - least) * ((bits >> 11) * (1.0 / (1UL << 53)));

    private static int Below(int bound, ulong bits) => (int)Math.BigMul(bits, (ulong)bound, out _);
}
