using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Lkca.Runtime.Data;
using Lkca.Runtime.Reporting;
using Lkca.Runtime.Training;
using Lkca.Tests;
using Xunit;

namespace Lkca.Runtime.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private static readonly TrainingRecipe Recipe = new() { Epochs = 3, Batch = 4, LearningRate = 0.02, CropPadding = 1, Seed = 3 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_learns_and_leaves_weights_state_metrics_and_recipe()
    {
        var result = Run("a");
        Assert.True(result.Finished);
        Assert.Equal((12L, 3), (result.Step, result.Last!.Epoch));
        Assert.Equal(["best.safetensors", "last.safetensors", "metrics.jsonl", "recipe.json"],
            Directory.GetFiles(_folder.At("a")).Select(Path.GetFileName).Order());
        Assert.Equal(["step-000000004.safetensors", "step-000000008.safetensors", "step-000000012.safetensors"],
            Directory.GetFiles(_folder.At("a", "checkpoints")).Select(Path.GetFileName).Order());
        var metrics = MetricsFile.Read(_folder.At("a", "metrics.jsonl"));
        Assert.Equal([1, 2, 3], metrics.Select(m => m.Epoch));
        Assert.True(metrics[2].Loss < metrics[0].Loss);
        Assert.Equal(Recipe, TrainingRecipe.FromJson(File.ReadAllText(_folder.At("a", "recipe.json")), "recipe.json"));
        Assert.Equal(Recipe.MinLearningRate, metrics[2].LearningRate, 15);
    }

    [Theory]
    [InlineData("F32", 1)]
    [InlineData("F64", 5)]
    public void Stopping_after_any_step_and_resuming_gives_the_same_bytes(string precision, int checkpointEvery)
    {
        Run("whole", precision);
        for (var stopAfter = 1; stopAfter <= 12; stopAfter++)
        {
            using var stop = new CancellationTokenSource();
            var folder = $"stopped-{stopAfter}";
            var first = Run(folder, precision, new Observer(step => CancelAt(step, stopAfter, stop)), checkpointEvery: checkpointEvery, stop: stop.Token);
            Assert.Equal((stopAfter == 12, (long)stopAfter), (first.Finished, first.Step));
            Assert.True(Run(folder, precision, resume: true, checkpointEvery: checkpointEvery).Finished);
            RequireSame("whole", folder);
        }
    }

    /// <summary>The whole recipe of the paper and averaged weights beside it: the average is part of the state, and what is saved as weights.</summary>
    [Fact]
    public void A_run_with_averaged_weights_and_every_augmentation_resumes_to_the_same_bytes()
    {
        var recipe = TrainingRecipe.Presets["paper-cifar10"] with { Epochs = 3, Batch = 4, PassesPerEpoch = 1, CropPadding = 1, AverageDecay = 0.9, Seed = 3 };
        Run("whole", recipe: recipe);
        Run("plain", recipe: recipe with { AverageDecay = 0 });
        Assert.NotEqual(File.ReadAllBytes(_folder.At("plain", "last.safetensors")), File.ReadAllBytes(_folder.At("whole", "last.safetensors")));
        for (var stopAfter = 1; stopAfter <= 12; stopAfter += 2)
        {
            using var stop = new CancellationTokenSource();
            var folder = $"stopped-{stopAfter}";
            Run(folder, observer: new Observer(step => CancelAt(step, stopAfter, stop)), recipe: recipe, stop: stop.Token);
            Run(folder, resume: true, recipe: recipe);
            RequireSame("whole", folder);
        }
    }

    [Fact]
    public void The_average_follows_the_weights()
    {
        using var model = new LinearModel(LinearModel.Describe(height: 4, width: 4, precision: "F64"), new SessionOptions { Seed = 1 });
        var average = new WeightAverage(model);
        var first = BitConverter.ToDouble(model.Weights.Bytes("head.weight"));
        BitConverter.TryWriteBytes(model.Weights.Bytes("head.weight"), first + 1);
        model.StepCount = 1;
        average.Update(model, 0.999); // (1+1)/(10+1)
        Assert.Equal(first + 9.0 / 11, BitConverter.ToDouble(average.Bytes("head.weight")), 1e-12);
        model.StepCount = 100_000;
        average.Update(model, 0.999);
        Assert.Equal(first + 1 - 2.0 / 11 * 0.999, BitConverter.ToDouble(average.Bytes("head.weight")), 1e-12);
        average.Exchange(model);
        Assert.Equal(first + 1, BitConverter.ToDouble(average.Bytes("head.weight")));
    }

    /// <summary>A process that dies leaves what its last checkpoint left, and perhaps half a line of metrics.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Dying_after_any_step_and_resuming_gives_the_same_bytes(int checkpointEvery)
    {
        Run("whole");
        for (var dieAfter = 1; dieAfter <= 12; dieAfter++)
        {
            var folder = $"died-{dieAfter}";
            Assert.Throws<OperationCanceledException>(() => Run(folder, observer: new Observer(step => DieAt(step, dieAfter)), checkpointEvery: checkpointEvery));
            File.AppendAllText(_folder.At(folder, "metrics.jsonl"), "{\"epoch\":3,\"st");
            Assert.True(Run(folder, resume: true, checkpointEvery: checkpointEvery).Finished);
            RequireSame("whole", folder);
        }
    }

    [Fact]
    public void Resuming_a_finished_run_changes_nothing()
    {
        Run("whole");
        Run("again");
        Assert.Equal(12, Run("again", resume: true).Step);
        RequireSame("whole", "again");
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_overwritten()
    {
        Run("a");
        Assert.Contains("holds a run already", Assert.Throws<InvalidInputException>(() => Run("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resuming_with_another_recipe_or_other_data_is_an_error()
    {
        Run("a");
        var message = Assert.Throws<InvalidInputException>(() => Run("a", resume: true, recipe: Recipe with { Epochs = 4, Seed = 4 })).Message;
        Assert.Contains("epochs 4 instead of 3, seed 4 instead of 3", message, StringComparison.Ordinal);
        Assert.Contains("data 18 images", Assert.Throws<InvalidInputException>(() => Run("a", resume: true, images: 18)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_images_and_a_diverging_loss_are_clear_errors()
    {
        Assert.Contains("17 images do not fill one batch of 32", Assert.Throws<InvalidInputException>(() => Run("a",
            recipe: Recipe with { Batch = 32 })).Message, StringComparison.Ordinal);
        var message = Assert.Throws<TrainingException>(() => Run("b", recipe: Recipe with { LearningRate = 1e300, WarmupEpochs = 0 })).Message;
        Assert.Contains("a lower learning rate", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_processes_do_not_train_in_one_folder()
    {
        var inner = "";
        Run("a", observer: new Observer(_ => inner = Assert.Throws<TrainingException>(() => Run("a", resume: true)).Message));
        Assert.Contains("another process trains in this folder", inner, StringComparison.Ordinal);
    }

    [Fact]
    public void What_goes_wrong_while_images_are_read_ends_the_run()
    {
        using var model = new LinearModel(LinearModel.Describe(height: 4, width: 4), new SessionOptions());
        var trainer = new Trainer(model, new FailingDataset(Small(17, true)), Small(5, false), Recipe, new TrainerOptions { Directory = _folder.At("a") });
        Assert.Equal("the disk is gone", Assert.Throws<IOException>(() => trainer.Run()).Message);
    }

    [Fact]
    public void Reports_count_steps_and_epochs()
    {
        var steps = 0;
        var observer = new Observer(_ => steps++);
        Run("a", observer: observer);
        Assert.Equal((12, 3), (steps, observer.Epochs));
    }

    private static void CancelAt(long step, int at, CancellationTokenSource stop)
    {
        if (step == at)
        {
            stop.Cancel();
        }
    }

    private static void DieAt(long step, int at)
    {
        if (step == at)
        {
            throw new OperationCanceledException("killed");
        }
    }

    /// <summary>17 training images in batches of 4: 4 steps per epoch, one image left out; 5 test images.</summary>
    private TrainingResult Run(string folder, string precision = "F32", ITrainingObserver? observer = null, bool resume = false,
        int checkpointEvery = 1000, TrainingRecipe? recipe = null, int images = 17, CancellationToken stop = default)
    {
        using var model = new LinearModel(LinearModel.Describe(height: 4, width: 4, precision: precision), new SessionOptions { MaxBatch = 4, Seed = 99 });
        var options = new TrainerOptions { Directory = _folder.At(folder), Resume = resume, CheckpointEvery = checkpointEvery };
        return new Trainer(model, Small(images, true), Small(5, false), recipe ?? Recipe, options, observer).Run(stop);
    }

    private static PixelDataset Small(int count, bool train)
    {
        var pixels = new byte[count * 48];
        new Random(train ? 1 : 2).NextBytes(pixels);
        return new PixelDataset("small", (3, 4, 4), SyntheticImages.ClassNames, Normalization.Cifar10, [.. Enumerable.Range(0,
            count).Select(i => i % 10)], pixels);
    }

    private void RequireSame(string expected, string actual)
    {
        foreach (var file in new[] { "last.safetensors", "best.safetensors", "checkpoints/step-000000012.safetensors" })
        {
            Assert.Equal(File.ReadAllBytes(_folder.At(expected, file)), File.ReadAllBytes(_folder.At(actual, file)));
        }

        var lines = new[] { expected, actual }.Select(f => MetricsFile.Read(_folder.At(f, "metrics.jsonl")).Select(m =>
            m with { ImagesPerSecond = 0 }).ToArray()).ToArray();
        Assert.Equal(lines[0], lines[1]);
        Assert.Equal(3, File.ReadAllLines(_folder.At(actual, "metrics.jsonl")).Length);
    }

    private sealed class Observer(Action<long> onStep) : ITrainingObserver
    {
        public int Epochs { get; private set; }

        public void OnStep(in StepReport report) => onStep(report.Step);

        public void OnEpoch(EpochMetrics metrics) => Epochs++;
    }

    /// <summary>Can be read once, for the fingerprint, and no more.</summary>
    private sealed class FailingDataset(PixelDataset data) : IImageDataset
    {
        private int _reads;

        public string Name => data.Name;

        public int Count => data.Count;

        public int Channels => data.Channels;

        public int Height => data.Height;

        public int Width => data.Width;

        public IReadOnlyList<string> ClassNames => data.ClassNames;

        public Normalization Normalization => data.Normalization;

        public int Label(int index) => data.Label(index);

        public void ReadPixels(int index, Span<byte> pixels)
        {
            if (_reads++ > data.Count + 5)
            {
                throw new IOException("the disk is gone");
            }

            data.ReadPixels(index, pixels);
        }
    }
}
