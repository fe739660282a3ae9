using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Lkca.Models;
using Lkca.Runtime;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training;

namespace Lkca.Bench;

/// <summary>What loading and augmentation cost a training step: LKCA-B by the recipe paper-cifar10 on files in the CIFAR-10 format, steps on one batch that
/// stays against steps on batches of the loader, in turns; medians of the rounds. Batches that the loader prepares ahead count as well.</summary>
internal static class PipelineCost
{
    private const int Rounds = 6, Steps = 10;

    public static void Run(string[] arguments)
    {
        var threads = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("lkca-bench-").FullName;
        CifarWriter.Write(folder, SyntheticImages.Draw(5000, 0, train: true), SyntheticImages.Draw(100, 0, train: false));
        var data = CifarFormat.Cifar10.ReadSplit(folder, train: true);
        Directory.Delete(folder, recursive: true);
        var recipe = TrainingRecipe.Presets["paper-cifar10"];
        using var model = LkcaBModel.Create(new SessionOptions { MaxBatch = recipe.Batch, Threads = threads });

        double[] without = new double[Rounds], with = new double[Rounds], alone = new double[Rounds];
        for (var round = -1; round < Rounds; round++)
        {
            var (fixedSeconds, loadedSeconds, loaderSeconds) = (FixedBatch(model, data, recipe), Loaded(model, data, recipe), LoaderAlone(data, recipe));
            if (round >= 0)
            {
                (without[round], with[round], alone[round]) = (fixedSeconds, loadedSeconds, loaderSeconds);
            }
        }

        var (a, b, c) = (Median(without), Median(with), Median(alone));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{threads} threads, batch {recipe.Batch}: step {1000 * a:F1} ms on a batch that stays, {1000 * b:F1} ms on loaded ones ({100 * (b / a - 1):F1} % more); "
                + $"one worker prepares a batch in {1000 * c:F2} ms"));
    }

    private static double FixedBatch(IVisionModel model, IImageDataset data, TrainingRecipe recipe)
    {
        using var loader = new BatchLoader(data, recipe, false, 0, 1);
        var batch = loader.Take();
        return Time(step => batch.Step(model, recipe.StepOptions(step, 1e-4)));
    }

    private static double Loaded(IVisionModel model, IImageDataset data, TrainingRecipe recipe)
    {
        var begin = Stopwatch.GetTimestamp();
        using var loader = new BatchLoader(data, recipe, false, 0, 1000);
        for (var step = 0; step < Steps; step++)
        {
            loader.Take().Step(model, recipe.StepOptions(step, 1e-4));
            loader.Return();
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds / Steps;
    }

    private static double LoaderAlone(IImageDataset data, TrainingRecipe recipe)
    {
        using var loader = new BatchLoader(data, recipe, false, 0, 10 * Steps);
        return Time(_ =>
        {
            for (var i = 0; i < 10; i++)
            {
                loader.Take();
                loader.Return();
            }
        }) / 10;
    }

    private static double Time(Action<long> action)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var step = 0; step < Steps; step++)
        {
            action(step);
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds / Steps;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
