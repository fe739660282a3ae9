using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;
using Lkca.Runtime.Reporting;
using Lkca.Runtime.Training;
using Lkca.Tests;
using Xunit;

namespace Lkca.Runtime.Tests.Training;

/// <summary>What a run survives, and what it says where it cannot.</summary>
public sealed class LongRunTests : IDisposable
{
    private static readonly TrainingRecipe Recipe = new() { Epochs = 3, Batch = 4, LearningRate = 0.02, CropPadding = 1, Seed = 3 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_newest_few_states_stay()
    {
        Run("a", keep: 2, every: 1);
        Assert.Equal(["step-000000011.safetensors", "step-000000012.safetensors"], States("a").Select(Path.GetFileName));
    }

    [Fact]
    public void The_best_weights_are_those_of_the_best_epoch()
    {
        Run("a");
        var best = MetricsFile.Read(_folder.At("a", "metrics.jsonl")).MaxBy(m => m.Top1)!;
        using var model = Model();
        model.Load(_folder.At("a", "best.safetensors"));
        Assert.Equal(best.TestLoss, Evaluator.Evaluate(model, Small(20, false)).Loss, 12);
    }

    public static TheoryData<string> Damages => new("a bit", "the header", "cut", "empty", "text", "another file's");

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_state_is_named_and_the_one_before_it_is_taken(string damage)
    {
        Run("whole", every: 1);
        Die("a", after: 7, every: 1);
        var newest = States("a")[^1];
        var before = File.ReadAllBytes(newest);
        Damage(newest, damage);
        var warnings = new List<string>();
        Run("a", resume: true, every: 1, warn: warnings.Add);
        var warning = Assert.Single(warnings);
        Assert.Contains("step-000000007.safetensors", warning, StringComparison.Ordinal);
        Assert.Contains("going on from the state of step 6", warning, StringComparison.Ordinal);
        Assert.NotEqual(before, File.ReadAllBytes(newest + CheckpointFolder.Damaged));
        RequireSame("whole", "a");
    }

    [Fact]
    public void Where_no_state_is_intact_nothing_is_touched()
    {
        Die("a", after: 7, every: 1);
        foreach (var state in States("a"))
        {
            Damage(state, "a bit");
        }

        var before = Contents("a");
        var message = Assert.Throws<InvalidInputException>(() => Run("a", resume: true)).Message;
        Assert.Contains("none of the 3 saved states is intact", message, StringComparison.Ordinal);
        Assert.Equal(before, Contents("a"));
    }

    [Fact]
    public void Another_model_is_refused_and_nothing_is_touched()
    {
        Die("a", after: 7, every: 1);
        var before = Contents("a");
        using var other = new LinearModel(LinearModel.Describe("Other", height: 4, width: 4) with { SchemaHash = "changed" }, new SessionOptions { MaxBatch = 4 });
        var message = Assert.Throws<InvalidInputException>(() => Run("a", resume: true, model: other)).Message;
        Assert.Contains("the parameters of Other have schema changed", message, StringComparison.Ordinal);
        Assert.Equal(before, Contents("a"));
    }

    [Fact]
    public void Weights_without_a_state_are_not_overwritten()
    {
        Run("a");
        Directory.Delete(_folder.At("a", "checkpoints"), recursive: true);
        foreach (var resume in new[] { false, true })
        {
            Assert.Contains("choose another folder", Assert.Throws<InvalidInputException>(() => Run("a", resume: resume)).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A folder that stops to take files in the middle of a run: its checkpoints' folder is replaced by a file.</summary>
    [Fact]
    public void A_folder_that_takes_no_more_files_ends_the_run_with_one_clear_error()
    {
        var message = Assert.Throws<TrainingException>(() => Run("a", every: 2, onStep: step =>
        {
            if (step == 3)
            {
                Directory.Move(_folder.At("a", "checkpoints"), _folder.At("a", "moved"));
                File.WriteAllText(_folder.At("a", "checkpoints"), "");
            }
        })).Message;
        Assert.Contains("could not be written", message, StringComparison.Ordinal);
        Assert.Contains("step", message, StringComparison.Ordinal);
        File.Delete(_folder.At("a", "checkpoints"));
        Directory.Move(_folder.At("a", "moved"), _folder.At("a", "checkpoints"));
        Run("whole");
        Run("a", resume: true);
        RequireSame("whole", "a");
    }

    [Fact]
    public void What_a_kill_left_half_written_is_removed()
    {
        Die("a", after: 5, every: 1);
        File.WriteAllText(States("a")[^1] + ".partial", "half");
        File.WriteAllText(_folder.At("a", "last.safetensors.partial"), "half");
        Run("a", resume: true);
        Assert.Empty(Directory.GetFiles(_folder.At("a"), "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_loss_that_is_no_number_names_the_parameter_and_leaves_the_batch()
    {
        using var trained = Model();
        var message = Assert.Throws<TrainingException>(() => Run("a", every: 2, model: trained, recipe: Recipe with { LearningRate = 1e300, WarmupEpochs = 0, WeightDecay = 0 })).Message;
        Assert.Contains("the first parameter that is not finite is head.weight", message, StringComparison.Ordinal);
        var path = Assert.Single(Directory.GetFiles(_folder.At("a"), "not-finite-step-*.safetensors"));
        using var file = SafetensorsReader.Open(path);
        Assert.Equal(["4, 3, 4, 4", "4, 10"], new[] { "input", "target" }.Select(n => file.Find(n)!.ShapeText.Trim('(', ')')));
        Assert.Equal(path, _folder.At("a", $"not-finite-step-{file.Metadata["step"]}.safetensors"));
        using var model = Model();
        model.Load(file, name => name is "input" or "target");

        // What the caller holds are the weights of before the step as well.
        Assert.All(model.Weights.Parameters, p => Assert.True(model.Weights.Bytes(p.Name).SequenceEqual(trained.Weights.Bytes(p.Name)), p.Name));
    }

    private static void Damage(string path, string how)
    {
        var bytes = File.ReadAllBytes(path);
        switch (how)
        {
            case "a bit":
                bytes[^100] ^= 1;
                break;
            case "the header":
                bytes[Array.IndexOf(bytes, (byte)'"', 200) + 2] ^= 1;
                break;
            case "cut":
                bytes = bytes[..^1];
                break;
            case "empty":
                bytes = [];
                break;
            case "text":
                bytes = "not a state"u8.ToArray();
                break;
            default:
                bytes = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, "..", "last.safetensors"));
                break;
        }

        File.WriteAllBytes(path, bytes);
    }

    private void Die(string folder, int after, int every) => Assert.Throws<OperationCanceledException>(() => Run(folder, every: every, onStep: step =>
    {
        if (step == after + 1)
        {
            throw new OperationCanceledException("killed");
        }
    }));

    private string[] States(string folder) => [.. Directory.GetFiles(_folder.At(folder, "checkpoints"), "step-*.safetensors").Order(StringComparer.Ordinal)];

    private Dictionary<string, string> Contents(string folder) => Directory.GetFiles(_folder.At(folder), "*", SearchOption.AllDirectories)
        .ToDictionary(p => p, p => Convert.ToHexString(File.ReadAllBytes(p)));

    private void RequireSame(string expected, string actual)
    {
        foreach (var file in new[] { "last.safetensors", "best.safetensors", "checkpoints/step-000000012.safetensors" })
        {
            Assert.Equal(File.ReadAllBytes(_folder.At(expected, file)), File.ReadAllBytes(_folder.At(actual, file)));
        }

        Assert.Equal([1, 2, 3], MetricsFile.Read(_folder.At(actual, "metrics.jsonl")).Select(m => m.Epoch));
    }

    private static LinearModel Model() => new(LinearModel.Describe(height: 4, width: 4), new SessionOptions { MaxBatch = 4, Seed = 99 });

    private TrainingResult Run(string folder, bool resume = false, int every = 1000, int keep = 3, Action<long>? onStep = null, Action<string>? warn = null,
        LinearModel? model = null, TrainingRecipe? recipe = null)
    {
        using var own = model ?? Model();
        var options = new TrainerOptions { Directory = _folder.At(folder), Resume = resume, CheckpointEvery = every, Keep = keep };
        return new Trainer(own, Small(17, true), Small(20, false), recipe ?? Recipe, options, new Observer(onStep, warn)).Run();
    }

    private static PixelDataset Small(int count, bool train)
    {
        var pixels = new byte[count * 48];
        new Random(train ? 1 : 2).NextBytes(pixels);
        return new PixelDataset("small", (3, 4, 4), SyntheticImages.ClassNames, Normalization.Cifar10, [.. Enumerable.Range(0, count).Select(i => i % 10)], pixels);
    }

    private sealed class Observer(Action<long>? onStep, Action<string>? warn) : ITrainingObserver
    {
        public void OnStep(in StepReport report) => onStep?.Invoke(report.Step);

        public void OnEpoch(EpochMetrics metrics)
        {
        }

        public void OnWarning(string message) => warn?.Invoke(message);
    }
}
