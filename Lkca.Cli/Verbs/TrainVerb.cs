using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Lkca.Cli.Arguments;
using Lkca.Cli.Catalog;
using Lkca.Cli.Output;
using Lkca.Runtime;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;
using Lkca.Runtime.Reporting;
using Lkca.Runtime.Training;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca train MODEL</c>: trains, tests after each epoch, keeps checkpoints.</summary>
internal sealed class TrainVerb : Verb
{
    public override string Name => "train";

    public override string Summary => "trains a model; DIR/last.safetensors holds the last weights, best.safetensors those of the best epoch";

    public override string[] Arguments => ["MODEL"];

    public override Option[] Options =>
    [
        new("data", "SPEC", $"the images: {DataSpec.Known}", Required: true),
        new("epochs", "N", "epochs of the run (default: the recipe's)"),
        new("out", "DIR", "folder of the run", Required: true),
        new("resume", null, "go on from DIR's newest intact state, if there is one, as if the run had never stopped"),
        new("recipe", "NAME|FILE", $"recipe to start from: {string.Join(", ", TrainingRecipe.Presets.Keys)}, or a recipe.json"),
        new("set", "KEY=VALUE", "replace one value of the recipe, for example mixupProbability=0.5 (may be repeated)"),
        new("batch", "N", "images per step"),
        new("lr", "X", "learning rate after warm-up"),
        new("weight-decay", "X", "AdamW's weight decay"),
        new("warmup", "EPOCHS", "epochs of linear warm-up (default: a tenth)"),
        new("label-smoothing", "X", "label smoothing of the loss"),
        new("drop-path", "X", "stochastic depth: probability of dropping a branch"),
        new("crop-padding", "N", "border of the random crop in pixels; 0 switches it off"),
        new("no-flip", null, "no mirrored images"),
        new("seed", "S", "seed of weights and draws"),
        new("workers", "N", "threads that load and augment images (results do not depend on it)"),
        new("checkpoint-every", "STEPS", "steps between two saved states (default 200; one per epoch besides)"),
        new("init", "FILE", "begin with the weights of this safetensors file; pos_embed is resized to the model's grid"),
        new("init-partial", null, "take from --init what fits, and leave the rest at its initial values"),
        new("keep", "N", "how many of the newest saved states stay (default 3)"),
        new("gradient-norm", null, "measure the norm of the gradient in every step, for the metrics (a recipe that clips does so anyway)"),
        .. Option.Session,
    ];

    public override int Run(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var handle = invocation.Model();
        var recipe = RecipeOf(arguments);
        var options = new TrainerOptions
        {
            Directory = arguments.Required("out"),
            Resume = arguments.Has("resume"),
            Workers = WorkersOf(arguments),
            CheckpointEvery = arguments.Integer("checkpoint-every", 200, 1, int.MaxValue),
            Keep = arguments.Integer("keep", 3, 1, 1_000_000),
            MeasureGradientNorm = arguments.Has("gradient-norm"),
            Initialize = WeightsToBeginWith(arguments, invocation.Error),
        };
        var spec = DataSpec.Parse(arguments.Required("data"));
        var (train, test) = (spec.Train(recipe.Resize), spec.Test(recipe.Resize));
        train.RequireFits(handle.Description);
        test.RequireFits(handle.Description);
        using var model = invocation.Open(handle, recipe.Batch, training: true, recipe.Seed);
        using var stop = new StopSignals(invocation.Error);
        var run = RunOf(handle, spec, train, test);
        var result = TrainingProgress.Show(invocation.Error, recipe.Epochs, observer => new Trainer(model, train, test, recipe, options,
            new RunRecorder(model, test, run, options.Directory, observer)).Run(stop.Token));
        Report(invocation, result, options.Directory);
        return result.Finished ? 0 : 1;
    }

    /// <summary>What a run's folder says of its model and its data.</summary>
    internal static RunInfo RunOf(ModelHandle handle, DataSpec spec, IImageDataset train, IImageDataset test) => new()
    {
        Model = handle.FullName,
        Backend = handle.Description.Backend,
        Parameters = handle.Description.ParameterCount,
        Macs = handle.Description.Macs,
        Data = spec.Text,
        TrainImages = train.Count,
        TestImages = test.Count,
    };

    private static void Report(Invocation invocation, TrainingResult result, string directory)
    {
        var weights = Path.Combine(directory, "last.safetensors");
        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, new
            {
                finished = result.Finished,
                step = result.Step,
                epoch = result.Last?.Epoch ?? 0,
                loss = result.Last?.Loss,
                test_loss = result.Last?.TestLoss,
                top1 = result.Last?.Top1,
                top5 = result.Last?.Top5,
                images_per_second = result.Last?.ImagesPerSecond,
                weights,
            });
        }
        else if (result.Finished)
        {
            invocation.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"top-1 {result.Last?.Top1:F2} %, top-5 {result.Last?.Top5:F2} %, test loss {result.Last?.TestLoss:F4}; weights in {weights}"));
        }

        if (!result.Finished)
        {
            invocation.Error.WriteLine($"lkca: stopped and saved at step {result.Step}; --resume goes on from there");
        }
    }

    private static Action<IVisionModel>? WeightsToBeginWith(ParsedArguments arguments, TextWriter error)
    {
        var (path, partial) = (arguments.Text("init"), arguments.Has("init-partial"));
        if (path == null)
        {
            return partial ? throw new UsageException("--init-partial needs --init FILE") : null;
        }

        return model => WeightsText.Write(error, path, Import(model, path, partial, "--init-partial"));
    }

    /// <summary>Reads weights; where they do not fit, the error names the option that takes what does.</summary>
    internal static WeightReport Import(IVisionModel model, string path, bool partial, string option)
    {
        try
        {
            return model.Import(path, partial);
        }
        catch (InvalidInputException e) when (e.Message.EndsWith(WeightImport.PartialHint, StringComparison.Ordinal))
        {
            throw new InvalidInputException($"{e.Message[..^WeightImport.PartialHint.Length]}; {option} takes what fits", e);
        }
    }

    private static TrainingRecipe RecipeOf(ParsedArguments arguments)
    {
        var recipe = arguments.Text("recipe") is { } name ? Named(name) : TrainingRecipe.Presets["default"];
        recipe = Assigned(recipe, arguments);
        return (recipe with
        {
            Epochs = arguments.Integer("epochs", recipe.Epochs, 1, 1_000_000),
            Batch = arguments.Integer("batch", recipe.Batch, 1, 65536),
            LearningRate = arguments.Number("lr") ?? recipe.LearningRate,
            WeightDecay = arguments.Number("weight-decay") ?? recipe.WeightDecay,
            WarmupEpochs = arguments.Number("warmup") ?? recipe.WarmupEpochs,
            LabelSmoothing = arguments.Number("label-smoothing") ?? recipe.LabelSmoothing,
            DropPath = arguments.Number("drop-path") ?? recipe.DropPath,
            CropPadding = arguments.Integer("crop-padding", recipe.CropPadding, 0, 64),
            Flip = recipe.Flip && !arguments.Has("no-flip"),
            Seed = arguments.Seed("seed", recipe.Seed),
        }).Checked();
    }

    /// <summary>The recipe with what <c>--set</c> replaces.</summary>
    internal static TrainingRecipe Assigned(TrainingRecipe recipe, ParsedArguments arguments)
    {
        foreach (var assignment in arguments.All("set"))
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            recipe = equals > 0 ? recipe.With(assignment[..equals], assignment[(equals + 1)..])
                : throw new UsageException($"--set {assignment}: KEY=VALUE is expected, for example --set mixupProbability=0.5");
        }

        return recipe;
    }

    /// <summary>Threads that load and augment pictures.</summary>
    internal static int WorkersOf(ParsedArguments arguments) => arguments.Integer("workers", Math.Clamp(Environment.ProcessorCount / 2, 1, 8), 1, 256);

    /// <summary>A preset, or the recipe of a file.</summary>
    internal static TrainingRecipe Named(string name)
    {
        if (TrainingRecipe.Presets.TryGetValue(name, out var preset))
        {
            return preset;
        }

        return File.Exists(name)
            ? TrainingRecipe.FromJson(File.ReadAllText(name), name)
            : throw new UsageException($"--recipe {name}: neither a file nor a recipe{Suggestion.For(name, TrainingRecipe.Presets.Keys)}");
    }
}
