using System;
using System.Diagnostics;
using System.Globalization;
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

    /// <summary>Threads that load and augment pictures.</summary>
    public int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);

    /// <summary>How many of the newest saved states stay.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>Measures the norm of the gradient for the metrics, which costs a pass over the parameters in each step; a recipe that clips measures it anyway.</summary>
    public bool MeasureGradientNorm { get; init; }

    /// <summary>Called when a new run begins, after the weights have been drawn: may put others in their place. A run that goes on does not call it.</summary>
    public Action<IVisionModel>? Initialize { get; init; }
}

/// <summary>How a run ended.</summary>
/// <param name="Finished">False when it was asked to stop before its last step.</param>
/// <param name="Step">Steps taken since the beginning.</param>
/// <param name="Last">The last epoch's metrics; null when no epoch was finished.</param>
public sealed record TrainingResult(bool Finished, long Step, EpochMetrics? Last);

/// <summary>Trains a model by a recipe: shuffled epochs, a step per full batch, a test and a saved state after each epoch.
/// Folder: checkpoints/step-N.safetensors (all that resuming needs, the newest few), last.safetensors and best.safetensors (weights),
/// metrics.jsonl, recipe.json. A run that is killed anywhere and resumed gives the same weights, to the byte, as one that never stopped.</summary>
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
    private WeightAverage? _average;

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
        _stepsPerEpoch = recipe.StepsPerEpoch(train.Count);
        if (_stepsPerEpoch == 0)
        {
            throw new InvalidInputException($"{train.Name}: {train.Count} images do not fill one batch of {recipe.StepImages}; a smaller batch "
                + "or more images are needed");
        }

        if ((recipe.StepOptions(0, 0) with { MicroBatches = recipe.Accumulate, MeasureGradientNorm = options.MeasureGradientNorm }).Features is var asked && (asked & ~model.Features) is var missing and not StepFeatures.None)
        {
            throw new InvalidInputException($"recipe: the {model.Info.Backend} backend of {model.Info.Name} has no {missing} in its steps; leave it out of the recipe, or "
                + "declare the model for the Cpu backend, which has it");
        }

        _totalSteps = _stepsPerEpoch * recipe.Epochs;
        _schedule = LearningRateSchedule.Of(recipe, _stepsPerEpoch);
        _fingerprint = train.Fingerprint();
    }

    /// <summary>Trains to the end, or until <paramref name="stop"/> asks to stop: the step in hand is then finished and the state saved.</summary>
    /// <exception cref="InvalidInputException">The folder holds another run, or one that is not whole.</exception>
    /// <exception cref="TrainingException">The loss is not a finite number, the folder does not take what is written, or another process
    /// trains in it. Of a loss that is no number, the model then holds the weights of before the step.</exception>
    public TrainingResult Run(CancellationToken stop = default)
    {
        using var folder = new RunFolder(_options.Directory, _options.Keep);
        var (step, sums) = Start(folder);
        MetricsFile metrics = null!;
        folder.Keep("metrics.jsonl", () => metrics = MetricsFile.Open(folder.At("metrics.jsonl"), (int)(step / _stepsPerEpoch)));
        using var loader = Loader(step, _totalSteps);
        var (firstStep, epochStart, epochTicks) = (step, step, 0L);
        while (step < _totalSteps)
        {
            _clock.Start();
            var options = StepOptionsAt(step);
            var batch = loader.Take();
            var loss = batch.Step(_model, options);
            if (!double.IsFinite(loss))
            {
                throw NotFinite(folder, step, loss, batch);
            }

            loader.Return();
            _average?.Update(_model, _recipe.AverageDecay);
            _clock.Stop();
            step++;
            sums = new(sums.Loss + loss, sums.GradientNorm + _model.GradientNorm);
            var stepsThisEpoch = (step - 1) % _stepsPerEpoch + 1;
            _observer?.OnStep(new StepReport(step, _totalSteps, _stepsPerEpoch, _recipe.StepImages, loss, sums.Loss / stepsThisEpoch,
                options.LearningRate, Rate(step - firstStep, _clock.ElapsedTicks), _model.GradientNorm));
            if (step % _stepsPerEpoch == 0)
            {
                var epoch = EndEpoch(step, sums, options.LearningRate, Rate(step - epochStart, _clock.ElapsedTicks - epochTicks));
                (sums, epochStart, epochTicks) = (default, step, _clock.ElapsedTicks);
                Save(folder, metrics, epoch);
            }
            else if (step % _options.CheckpointEvery == 0 || stop.IsCancellationRequested)
            {
                Save(folder, step, sums);
            }

            if (stop.IsCancellationRequested)
            {
                break;
            }
        }

        SaveWeights(folder, folder.Last);
        return new TrainingResult(step == _totalSteps, step, metrics.Last);
    }

    private StepOptions StepOptionsAt(long step) => _recipe.StepOptions(step, _schedule.At(step)) with { MeasureGradientNorm = _options.MeasureGradientNorm };

    private BatchLoader Loader(long firstStep, long endStep) =>
        new(_train, _recipe, _model.Info.Precision == "F64", firstStep, endStep, _options.Workers);

    private (long Step, EpochSums Sums) Start(RunFolder folder)
    {
        if (folder.Restore(_model, _options.Resume, message => _observer?.OnWarning(message)) is not { } state)
        {
            Begin();
            _average = _recipe.AverageDecay > 0 ? new WeightAverage(_model) : null;
            folder.Save(_recipe);
            return (0, default);
        }

        string[] differences = [.. _recipe.DifferencesFrom(state.Recipe), .. state.Data == _fingerprint ? []
            : new[] { $"data {_fingerprint} instead of {state.Data}" }];
        if (differences.Length > 0)
        {
            throw InvalidInputException.In(_options.Directory, $"the run was begun differently: {string.Join(", ", differences)}; resume it with the "
                + "same values or choose another folder");
        }

        _average = state.Average;
        return state.Step <= _totalSteps
            ? (state.Step, new(state.LossSum, state.GradientNormSum))
            : throw InvalidInputException.In(_options.Directory, $"the state is at step {state.Step}; the run has {_totalSteps}");
    }

    private void Begin()
    {
        _model.Initialize(_recipe.Seed);
        _options.Initialize?.Invoke(_model);
    }

    private EpochMetrics EndEpoch(long step, EpochSums sums, double learningRate, double imagesPerSecond)
    {
        _average?.Exchange(_model);
        var test = Evaluator.Evaluate(_model, _test);
        _average?.Exchange(_model);
        return new EpochMetrics
        {
            Epoch = (int)(step / _stepsPerEpoch),
            Step = step,
            Loss = sums.Loss / _stepsPerEpoch,
            ImagesPerSecond = Math.Round(imagesPerSecond, 1),
            Top1 = test.Top1,
            Top5 = test.Top5,
            TestLoss = test.Loss,
            LearningRate = learningRate,
            GradientNorm = double.IsFinite(sums.GradientNorm) ? sums.GradientNorm / _stepsPerEpoch : null,
        };
    }

    /// <summary>The order matters: a state follows all that is older than it, so whatever a kill leaves out is made again after resuming.</summary>
    private void Save(RunFolder folder, MetricsFile metrics, EpochMetrics epoch)
    {
        var isBest = epoch.Top1 > metrics.BestTop1;
        folder.Save(epoch, metrics);
        if (isBest)
        {
            SaveWeights(folder, folder.Best);
        }

        Save(folder, epoch.Step, default(EpochSums));
        SaveWeights(folder, folder.Last);
        _observer?.OnEpoch(epoch);
    }

    private void Save(RunFolder folder, long step, EpochSums sums) =>
        folder.Save(new TrainingState { Step = step, LossSum = sums.Loss, GradientNormSum = sums.GradientNorm, Recipe = _recipe, Data = _fingerprint, Average = _average }, _model);

    /// <summary>Writes the weights, or their average where the recipe keeps one.</summary>
    private void SaveWeights(RunFolder folder, string path)
    {
        _average?.Exchange(_model);
        folder.Keep(Path.GetFileName(path), () => _model.Save(path, WeightMetadata.Of(_model.Info, _train, _recipe.Resize)));
        _average?.Exchange(_model);
    }

    /// <summary>Goes back to the weights of before the step, by repeating the steps since the last saved state, and says what is wrong there.</summary>
    private TrainingException NotFinite(RunFolder folder, long step, double loss, TrainingBatch batch)
    {
        _observer?.OnWarning($"the loss of step {step} is {loss}; repeating the steps since the last saved state to find where it comes from");
        var from = folder.Reload(_model)?.Step ?? 0;
        if (from == 0)
        {
            Begin();
        }

        using (var loader = Loader(from, step))
        {
            for (var repeated = from; repeated < step; repeated++)
            {
                loader.Take().Step(_model, StepOptionsAt(repeated));
                loader.Return();
            }
        }

        _model.Download();
        var path = folder.At(string.Create(CultureInfo.InvariantCulture, $"not-finite-step-{step}.safetensors"));
        folder.Keep(Path.GetFileName(path), () => batch.Save(_model, path, StepOptionsAt(step)));
        return new TrainingException($"the loss of step {step} is {loss}: {NonFiniteSearch.Describe(_model, batch.Images)}. {path} holds the batch and the "
            + $"weights of before the step (lkca run-batch {_model.Info.Name} --in {path} --out FILE --grad repeats it); a lower learning rate than "
            + $"{_recipe.LearningRate.ToString(CultureInfo.InvariantCulture)} may help, in another folder");
    }

    /// <summary>What the steps of an epoch add up to; the norms are NaN as soon as one was not measured.</summary>
    private readonly record struct EpochSums(double Loss, double GradientNorm);

    private double Rate(long steps, long ticks) => ticks == 0 ? 0 : steps * _recipe.StepImages * (double)Stopwatch.Frequency / ticks;
}
