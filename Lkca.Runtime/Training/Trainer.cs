using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;
using Lkca.Runtime.Reporting;

namespace Lkca.Runtime.Training;

/// <summary>How a run is kept; nothing here changes its result.</summary>
public sealed record TrainerOptions
{
    /// <summary>Folder of the run.</summary>
    public required string Directory { get; init; }

    /// <summary>Go on from the folder's state where it has one; otherwise a folder that holds a run is an error.</summary>
    public bool Resume { get; init; }

    /// <summary>Steps between two saved states, beside the one at the end of each epoch.</summary>
    public int CheckpointEvery { get; init; } = 200;
}

/// <summary>How a run ended.</summary>
/// <param name="Finished">False when it was asked to stop before its last step.</param>
/// <param name="Step">Steps taken since the beginning.</param>
/// <param name="Last">The last epoch's metrics; null when no epoch was finished.</param>
public sealed record TrainingResult(bool Finished, long Step, EpochMetrics? Last);

/// <summary>Trains a model by a recipe: shuffled epochs, a step per full batch, a test and a checkpoint after each epoch.
/// Folder: state.safetensors (all that resuming needs), last.safetensors (weights), metrics.jsonl, recipe.json.
/// A run that is killed anywhere and resumed gives the same weights, to the byte, as one that never stopped.</summary>
public sealed class Trainer
{
    private readonly IVisionModel _model;
    private readonly IImageDataset _train, _test;
    private readonly TrainingRecipe _recipe;
    private readonly TrainerOptions _options;
    private readonly ITrainingObserver? _observer;
    private readonly LearningRateSchedule _schedule;
    private readonly long _stepsPerEpoch, _totalSteps;
    private readonly Stopwatch _clock = new();
    private readonly string _fingerprint;

    /// <summary>Checks that model, data and recipe fit each other.</summary>
    /// <exception cref="InvalidInputException">They do not; the message says what does not.</exception>
    public Trainer(IVisionModel model, IImageDataset train, IImageDataset test, TrainingRecipe recipe, TrainerOptions options, ITrainingObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(options);
        (_model, _train, _test, _recipe, _options, _observer) = (model, train, test, recipe.Checked(), options, observer);
        train.RequireFits(model.Info);
        test.RequireFits(model.Info);
        if (train.Count < recipe.Batch)
        {
            throw new InvalidInputException($"{train.Name}: {train.Count} images do not fill one batch of {recipe.Batch}; a smaller batch "
                + "or more images are needed");
        }

        _stepsPerEpoch = train.Count / recipe.Batch;
        _totalSteps = _stepsPerEpoch * recipe.Epochs;
        _schedule = LearningRateSchedule.Of(recipe, _stepsPerEpoch);
        _fingerprint = train.Fingerprint();
    }

    private string StatePath => Path.Combine(_options.Directory, "state.safetensors");

    /// <summary>Trains to the end, or until <paramref name="stop"/> asks to stop: the step in hand is then finished and the state saved.</summary>
    /// <exception cref="InvalidInputException">The folder holds another run.</exception>
    /// <exception cref="TrainingException">The loss is not a finite number, or another process trains in the folder.</exception>
    public TrainingResult Run(CancellationToken stop = default)
    {
        Directory.CreateDirectory(_options.Directory);
        using var folderLock = Lock(_options.Directory);
        var (step, lossSum) = Start();
        var metrics = MetricsFile.Open(Path.Combine(_options.Directory, "metrics.jsonl"), (int)(step / _stepsPerEpoch));
        var last = metrics.Last;
        using var loader = new BatchLoader(_train, _recipe, _model.Info.Precision == "F64", step, _totalSteps);
        var (firstStep, epochStart, epochTicks) = (step, step, 0L);
        while (step < _totalSteps)
        {
            _clock.Start();
            var options = StepOptionsAt(step);
            var batch = loader.Take();
            var loss = batch.Step(_model, options);
            loader.Return();
            _clock.Stop();
            if (!double.IsFinite(loss))
            {
                throw new TrainingException($"the loss of step {step} is {loss}; a lower learning rate than {_recipe.LearningRate} may help");
            }

            step++;
            lossSum += loss;
            var stepsThisEpoch = (step - 1) % _stepsPerEpoch + 1;
            _observer?.OnStep(new StepReport(step, _totalSteps, _stepsPerEpoch, _recipe.Batch, loss, lossSum / stepsThisEpoch,
                options.LearningRate, Rate(step - firstStep, _clock.ElapsedTicks)));
            if (step % _stepsPerEpoch == 0)
            {
                last = EndEpoch(step, lossSum, options.LearningRate, Rate(step - epochStart, _clock.ElapsedTicks - epochTicks));
                metrics.Append(last);
                (lossSum, epochStart, epochTicks) = (0, step, _clock.ElapsedTicks);
                Save(step, lossSum);
                SaveWeights();
                _observer?.OnEpoch(last);
            }
            else if (step % _options.CheckpointEvery == 0 || stop.IsCancellationRequested)
            {
                Save(step, lossSum);
            }

            if (stop.IsCancellationRequested)
            {
                break;
            }
        }

        SaveWeights();
        return new TrainingResult(step == _totalSteps, step, last);
    }

    private StepOptions StepOptionsAt(long step) => new()
    {
        LearningRate = _schedule.At(step),
        WeightDecay = _recipe.WeightDecay,
        LabelSmoothing = _recipe.LabelSmoothing,
        DropPath = _recipe.DropPath,
        Seed = _recipe.Seed,
        Step = step,
    };

    private (long Step, double LossSum) Start()
    {
        if (!File.Exists(StatePath))
        {
            _model.Initialize(_recipe.Seed);
            AtomicFile.Write(Path.Combine(_options.Directory, "recipe.json"), stream =>
                stream.Write(System.Text.Encoding.UTF8.GetBytes(_recipe.ToJson() + "\n")));
            return (0, 0);
        }

        if (!_options.Resume)
        {
            throw InvalidInputException.In(_options.Directory, "the folder holds a run already; resume it (--resume) or choose another folder");
        }

        var state = TrainingState.Load(_model, StatePath);
        string[] differences = [.. _recipe.DifferencesFrom(state.Recipe), .. state.Data == _fingerprint ? []
            : new[] { $"data {_fingerprint} instead of {state.Data}" }];
        if (differences.Length > 0)
        {
            throw InvalidInputException.In(StatePath, $"the run was begun differently: {string.Join(", ", differences)}; resume it with the "
                + "same values or choose another folder");
        }

        return state.Step <= _totalSteps
            ? (state.Step, state.LossSum)
            : throw InvalidInputException.In(StatePath, $"the state is at step {state.Step}; the run has {_totalSteps}");
    }

    private EpochMetrics EndEpoch(long step, double lossSum, double learningRate, double imagesPerSecond)
    {
        var test = Evaluator.Evaluate(_model, _test);
        return new EpochMetrics
        {
            Epoch = (int)(step / _stepsPerEpoch),
            Step = step,
            Loss = lossSum / _stepsPerEpoch,
            ImagesPerSecond = Math.Round(imagesPerSecond, 1),
            Top1 = test.Top1,
            Top5 = test.Top5,
            TestLoss = test.Loss,
            LearningRate = learningRate,
        };
    }

    private void Save(long step, double lossSum) =>
        new TrainingState { Step = step, LossSum = lossSum, Recipe = _recipe, Data = _fingerprint }.Save(_model, StatePath);

    private void SaveWeights() => _model.Save(Path.Combine(_options.Directory, "last.safetensors"), WeightMetadata.Of(_model.Info, _train));

    private double Rate(long steps, long ticks) => ticks == 0 ? 0 : steps * _recipe.Batch * (double)Stopwatch.Frequency / ticks;

    private static FileStream Lock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new TrainingException($"{directory}: another process trains in this folder; wait for it or choose another folder", e);
        }
    }
}
