using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Lkca.Models;
using Lkca.Runtime;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training;

namespace Lkca.Bench;

/// <summary>What loading and augmentation cost a training step: LKCA-B by the recipe paper-cifar10 on files in the CIFAR-10 format. A pair is so many steps on one batch that stays
/// and as many on batches of the loader, on the same session, the order changing from pair to pair: what else runs on the machine hits both alike, and the median of the pairs'
/// ratios is the result. The loader's own time is that of one worker that prepares batches which nobody trains on. It ends after <see cref="Pairs"/> pairs or two minutes.</summary>
internal static class PipelineCost
{
    private const int Pairs = 15, Steps = 6, Rounds = 9, Loads = 40, Refill = 100;
    private const double Goal = 0.03, LongestSeconds = 120;

    public static void Run(string[] arguments)
    {
        var threads = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("lkca-bench-").FullName;
        CifarWriter.Write(folder, SyntheticImages.Draw(5000, 0, train: true), SyntheticImages.Draw(100, 0, train: false));
        var data = CifarFormat.Cifar10.ReadSplit(folder, train: true);
        Directory.Delete(folder, recursive: true);
        var recipe = TrainingRecipe.Presets["paper-cifar10"];
        using var model = LkcaBModel.Create(new SessionOptions { MaxBatch = recipe.Batch, Threads = threads });
        using var staying = new BatchLoader(data, recipe, false, 0, 1);
        using var loader = new BatchLoader(data, recipe, false, 0, long.MaxValue);
        var (batch, step) = (staying.Take(), 0L);
        var pairs = new (double Staying, double Loaded)[Pairs];
        var (begin, done) = (Stopwatch.GetTimestamp(), -1); // the pair −1 warms up
        for (; done < Pairs && (done < 3 || Stopwatch.GetElapsedTime(begin).TotalSeconds < LongestSeconds); done++)
        {
            var first = done % 2 == 0 ? Resident() : Loaded();
            var second = done % 2 == 0 ? Loaded() : Resident();
            if (done >= 0)
            {
                pairs[done] = done % 2 == 0 ? (first, second) : (second, first);
            }
        }

        var loads = LoaderAlone(data, recipe);
        pairs = pairs[..done];
        var (resident, loaded) = (Median([.. pairs.Select(p => p.Staying)]), Median([.. pairs.Select(p => p.Loaded)]));
        double[] shares = [.. pairs.Select(p => p.Loaded / p.Staying - 1).Order()];
        var share = Median(shares);
        Print($"LKCA-B, {threads} threads, batch {recipe.Batch}, recipe paper-cifar10, one loading worker; {done} pairs of {Steps} steps each, medians");
        Print($"a batch by the loader alone   {1000 * loads:F2} ms of one core");
        Print($"step on a batch that stays    {1000 * resident:F1} ms");
        Print($"step on loaded batches        {1000 * loaded:F1} ms");
        Print($"difference                    {1000 * resident * share:F1} ms, {100 * share:F2} % (quartiles of the pairs {100 * shares[done / 4]:F2} to {100 * shares[done * 3 / 4]:F2} %)");
        Print($"share of the loader's time    {100 * loads / (threads * resident):F2} % of the {threads} cores of a step: what it costs where no core is idle");
        Print($"below {100 * Goal:F0} %: {(shares[done * 3 / 4] - shares[done / 4] > 2 * Goal ? "not to be told, the pairs differ too much: repeat it on a machine that does nothing else" : share < Goal ? "yes" : "no")}");

        double Resident() => Time(() => batch.Step(model, recipe.StepOptions(step++, 1e-4)));

        // The ring is full before and after; giving one batch back first makes as many batches prepared in the measured time as are used in it.
        double Loaded()
        {
            loader.Take();
            loader.Return();
            var seconds = Time(() =>
            {
                loader.Take().Step(model, recipe.StepOptions(step++, 1e-4));
                loader.Return();
            });
            Thread.Sleep(Refill);
            return seconds;
        }
    }

    private static double LoaderAlone(IImageDataset data, TrainingRecipe recipe)
    {
        using var loader = new BatchLoader(data, recipe, false, 0, long.MaxValue);
        var times = new double[Rounds];
        for (var round = -1; round < Rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            for (var i = 0; i < Loads; i++)
            {
                loader.Take();
                loader.Return();
            }

            times[Math.Max(round, 0)] = Stopwatch.GetElapsedTime(begin).TotalSeconds / Loads;
        }

        return Median(times);
    }

    private static double Time(Action step)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < Steps; i++)
        {
            step();
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds / Steps;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
