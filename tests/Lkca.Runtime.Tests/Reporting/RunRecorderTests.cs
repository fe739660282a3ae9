using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lkca.Runtime.Data;
using Lkca.Runtime.Data.Images;
using Lkca.Runtime.Reporting;
using Lkca.Runtime.Reporting.TensorBoard;
using Lkca.Runtime.Training;
using Lkca.Tests;
using Xunit;

namespace Lkca.Runtime.Tests.Reporting;

public sealed class RunRecorderTests : IDisposable
{
    private static readonly RunInfo Info = new()
    {
        Model = "Some.Linear", Backend = "Cpu", Parameters = 3, Macs = 4, Data = "synthetic", TrainImages = 52, TestImages = 5,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheReadersChecksumIsCrc32C() => Assert.Equal(0xE3069283, EventReader.Crc32C("123456789"u8));

    [Fact]
    public void AnIndependentReaderFindsWhatWasMeasured()
    {
        Run("a");
        Assert.Equal(Info, RunInfo.Read(_folder.At("a")));
        var (version, values) = EventReader.Read(_folder.At("a", EventFile.FileName));
        Assert.Equal("brain.Event:2", version);
        var metrics = MetricsFile.Read(_folder.At("a", "metrics.jsonl"));
        foreach (var (tag, value) in new (string, Func<EpochMetrics, double>)[] { ("epoch/loss", m => m.Loss), ("epoch/test_loss", m => m.TestLoss),
            ("epoch/top1", m => m.Top1), ("epoch/top5", m => m.Top5), ("epoch/images_per_second", m => m.ImagesPerSecond) })
        {
            Assert.Equal(metrics.Select(m => (m.Step, (float?)value(m))), values.Where(v => v.Tag == tag).Select(v => (v.Step, v.Number)));
        }

        Assert.Equal([10, 20, 30, 39], values.Where(v => v.Tag == "step/loss").Select(v => v.Step));
        Assert.Equal([10, 20, 30, 39], values.Where(v => v.Tag == "step/learning_rate").Select(v => v.Step));
        Assert.All(values, v => Assert.InRange((DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds - v.WallTime, 0, 600));

        var image = Assert.Single(values, v => v.Png != null);
        Assert.Equal((0L, "test_images", 5, 25), (image.Step, image.Tag, image.Height, image.Width));
        var picture = ImageFile.Decode(image.Png, "test_images");
        var first = new byte[48];
        Small(5, 2).ReadPixels(0, first);
        Assert.Equal((5, 25, first[5]), (picture.Height, picture.Width, picture.Pixels[25 + 1]));
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(11, 1000)]
    [InlineData(17, 4)]
    [InlineData(38, 7)]
    public void AResumedRunGoesOnWithoutGapsAndWithoutDuplicates(int dieAt, int checkpointEvery)
    {
        Run("whole");
        Assert.Throws<OperationCanceledException>(() => Run("killed", dieAt, checkpointEvery));
        using (var file = File.OpenWrite(_folder.At("killed", EventFile.FileName)))
        {
            // What a process leaves that dies while it writes: a part of a record.
            file.Seek(0, SeekOrigin.End);
            file.Write(File.ReadAllBytes(_folder.At("whole", EventFile.FileName)).AsSpan(0, 20));
        }

        Run("killed", checkpointEvery: checkpointEvery);
        Assert.Equal(Told("whole"), Told("killed"));
    }

    [Fact]
    public void AFinishedRunThatIsResumedKeepsItsEvents()
    {
        Run("a");
        var before = File.ReadAllBytes(_folder.At("a", EventFile.FileName));
        Run("a");
        Assert.Equal(before, File.ReadAllBytes(_folder.At("a", EventFile.FileName)));
    }

    [Fact]
    public void WarningsReachTheDisplay()
    {
        using var model = new LinearModel(LinearModel.Describe(height: 4, width: 4), new SessionOptions());
        var display = new Death(0);
        ITrainingObserver recorder = new RunRecorder(model, Small(5, 2), Info, _folder.Path, display);
        recorder.OnWarning("something");
        Assert.Equal("something", display.Warning);
    }

    private List<(long, string, float?)> Told(string folder) => [.. EventReader.Read(_folder.At(folder, EventFile.FileName)).Values
        .Select(v => (v.Step, v.Tag, v.Tag == "epoch/images_per_second" ? null : v.Number))];

    /// <summary>52 training images in batches of 4: 13 steps per epoch, 39 in all.</summary>
    private void Run(string folder, int dieAt = 0, int checkpointEvery = 1000)
    {
        using var model = new LinearModel(LinearModel.Describe(height: 4, width: 4), new SessionOptions { MaxBatch = 4 });
        var recipe = new TrainingRecipe { Epochs = 3, Batch = 4, CropPadding = 1, Seed = 3 };
        var options = new TrainerOptions { Directory = _folder.At(folder), Resume = true, CheckpointEvery = checkpointEvery };
        var recorder = new RunRecorder(model, Small(5, 2), Info, _folder.At(folder), new Death(dieAt));
        Assert.True(new Trainer(model, Small(52, 1), Small(5, 2), recipe, options, recorder).Run().Finished);
    }

    private static PixelDataset Small(int count, int seed)
    {
        var pixels = new byte[count * 48];
        new Random(seed).NextBytes(pixels);
        return new PixelDataset("small", (3, 4, 4), SyntheticImages.ClassNames, Normalization.Cifar10, [.. Enumerable.Range(0, count).Select(i => i % 10)], pixels);
    }

    /// <summary>Ends the process, as far as the trainer is concerned.</summary>
    private sealed class Death(int step) : ITrainingObserver
    {
        public string? Warning { get; private set; }

        public void OnWarning(string message) => Warning = message;

        public void OnStep(in StepReport report)
        {
            if (report.Step == step)
            {
                throw new OperationCanceledException("killed");
            }
        }

        public void OnEpoch(EpochMetrics metrics)
        {
        }
    }
}
