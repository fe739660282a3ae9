using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training;
using Lkca.Runtime.Training.Augmentations;
using Xunit;

namespace Lkca.Tests.Training;

public sealed class BatchLoaderTests
{
    private static readonly PixelDataset Data = SyntheticImages.Draw(50, 1, train: true);

    private static readonly TrainingRecipe Recipe = TrainingRecipe.Presets["paper-cifar10"] with { Batch = 8, Accumulate = 2, Epochs = 3, Seed = 2 };

    [Fact]
    public void BatchesDoNotDependOnTheWorkersNorOnWhereTheyBegin()
    {
        var whole = Load(1, 0);
        Assert.Equal(3 * 9, whole.Count); // 150 images make 9 steps of 16
        foreach (var workers in new[] { 2, 3, 5 })
        {
            Assert.Equal(whole, Load(workers, 0));
        }

        Assert.Equal(whole.Skip(13), Load(2, 13));
    }

    [Fact]
    public void AnEpochOfThreePassesShowsEachImageThreeTimesButForWhatDoesNotFillABatch()
    {
        var recipe = new TrainingRecipe { Batch = 10, PassesPerEpoch = 3, Flip = false, CropPadding = 0 };
        var orders = new PassOrders(Data.Count, recipe.Seed);
        Assert.Equal(15, recipe.StepsPerEpoch(Data.Count));
        Assert.Equal(117_100, 100 * TrainingRecipe.Presets["paper-cifar10"].StepsPerEpoch(50_000));
        using var loader = new BatchLoader(Data, recipe, false, 0, 15, 2);
        var seen = new List<float>();
        for (var step = 0; step < 15; step++)
        {
            var batch = loader.Take();
            seen.AddRange(Enumerable.Range(0, 10).Select(i => batch.Images[i * Data.ImageSize() + 500]));
            loader.Return();
        }

        Assert.Equal(Enumerable.Range(0, 3).SelectMany(pass => orders.Of(pass)).Select(Pixel), seen);
    }

    [Fact]
    public void AFailureReachesTheCaller()
    {
        var data = new FileDataset("lost", (32, 32), resize: null, ["a", "b"], Normalization.Cifar10, [.. Enumerable.Range(0, 8).Select(i => ($"no/such-{i}.png", i % 2))]);
        using var loader = new BatchLoader(data, new TrainingRecipe { Batch = 4 }, false, 0, 2, 2);
        Assert.Contains("there is no such file", Assert.Throws<InvalidInputException>(loader.Take).Message, StringComparison.Ordinal);
    }

    private static float Pixel(int index)
    {
        var image = new float[Data.ImageSize()];
        Data.ReadImage(index, image);
        return image[500];
    }

    private static List<ulong> Load(int workers, long first)
    {
        using var loader = new BatchLoader(Data, Recipe, false, first, 27, workers);
        var sums = new List<ulong>();
        for (var step = first; step < 27; step++)
        {
            var batch = loader.Take();
            sums.Add(batch.Images.Concat(batch.Targets).Aggregate(14695981039346656037UL, (h, v) => (h ^ BitConverter.SingleToUInt32Bits(v)) * 1099511628211));
            loader.Return();
        }

        return sums;
    }
}
