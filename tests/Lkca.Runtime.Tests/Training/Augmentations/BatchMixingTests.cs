using System;
using System.Linq;
using Lkca.Runtime.Training;
using Lkca.Runtime.Training.Augmentations;
using Xunit;

namespace Lkca.Tests.Training.Augmentations;

public sealed class BatchMixingTests
{
    private const int Count = 6, Size = 8, Classes = 6;

    private static readonly TrainingRecipe Recipe = new() { CutMixProbability = 0.25, MixupProbability = 0.25, Seed = 5 };

    [Fact]
    public void HalfOfTheBatchesStayPlainAndTheRestIsMixedInEqualParts()
    {
        var mixing = Mixing(Recipe);
        var draws = Enumerable.Range(0, 8000).Select(step => mixing.At(step)).ToArray();
        Assert.InRange(draws.Count(d => d is null), 3850, 4150);
        Assert.InRange(draws.Count(d => d is { CutMix: true }), 1850, 2150);
        var shares = draws.Where(d => d is { CutMix: false }).Select(d => d!.Value.Share).ToArray();
        Assert.InRange(shares.Average(), 0.48, 0.52); // Beta(1, 1): mean 1/2, variance 1/12
        Assert.InRange(shares.Average(s => (s - 0.5) * (s - 0.5)), 0.078, 0.089);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.8)]
    [InlineData(3)]
    public void SharesAreBetaDistributed(double alpha)
    {
        double[] shares = [.. Enumerable.Range(0, 20000).Select(step => BetaDraw.Symmetric(alpha, 1, step))];
        Assert.All(shares, s => Assert.InRange(s, 0, 1));
        Assert.Equal(0.5, shares.Average(), 0.01);
        Assert.Equal(1 / (4 * (2 * alpha + 1)), shares.Average(s => (s - 0.5) * (s - 0.5)), 0.004);
    }

    [Fact]
    public void MixupBlendsImagesAndTargetsByTheSameShare() => Check(Recipe with { MixupProbability = 1, CutMixProbability = 0 }, (pixel, own, other, share) =>
        Assert.Equal(share * own + (1 - share) * other, pixel, 1e-5));

    [Fact]
    public void CutMixTakesEachPixelFromOneImageAndTheTargetsByArea()
    {
        var recipe = Recipe with { MixupProbability = 0, CutMixProbability = 1 };
        Check(recipe, (pixel, own, other, _) => Assert.True(pixel == own || pixel == other));
        for (var step = 0; step < 200; step++)
        {
            var (images, targets) = Batch();
            Mixing(recipe).Apply(step, images, targets);
            for (var i = 0; i < Count; i++)
            {
                var own = images.AsSpan(i * Size * Size, Size * Size).ToArray().Count(v => (int)v == i);
                Assert.Equal((double)own / (Size * Size), targets[i * Classes + i], 1e-5);
            }
        }
    }

    private static void Check(TrainingRecipe recipe, Action<double, double, double, double> pixels)
    {
        for (var step = 0; step < 50; step++)
        {
            var (images, targets) = Batch();
            Mixing(recipe).Apply(step, images, targets);
            for (var i = 0; i < Count; i++)
            {
                var row = targets.AsSpan(i * Classes, Classes).ToArray();
                Assert.Equal(1, row.Sum(), 1e-5);
                var partner = Array.FindIndex(row, v => v > 0 && Array.IndexOf(row, v) != i);
                partner = partner < 0 ? i : partner;
                double share = partner == i ? 1 : row[i];
                for (var p = 0; p < Size * Size; p++)
                {
                    pixels(images[i * Size * Size + p], Pixel(i, p), Pixel(partner, p), share);
                }
            }
        }
    }

    private static float Pixel(int image, int place) => image + place / 100f;

    private static (float[] Images, float[] Targets) Batch()
    {
        float[] images = [.. Enumerable.Range(0, Count * Size * Size).Select(i => Pixel(i / (Size * Size), i % (Size * Size)))];
        var targets = new float[Count * Classes];
        for (var i = 0; i < Count; i++)
        {
            targets[i * Classes + i] = 1;
        }

        return (images, targets);
    }

    private static BatchMixing Mixing(TrainingRecipe recipe) => new(recipe, Count, (1, Size, Size), Classes);
}
