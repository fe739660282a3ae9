using System;
using System.Text.Json.Serialization;

namespace Lkca.Runtime.Training;

/// <summary>What a run tells while it runs. Called on the training thread: what it does delays the run, what it throws ends it.</summary>
public interface ITrainingObserver
{
    /// <summary>A step is done.</summary>
    void OnStep(in StepReport report);

    /// <summary>An epoch is done, tested and saved.</summary>
    void OnEpoch(EpochMetrics metrics);

    /// <summary>Something that people should know and that does not end the run, as one line: a damaged checkpoint that was passed over.</summary>
    void OnWarning(string message)
    {
    }
}

/// <summary>Where a run stands after a step.</summary>
/// <param name="Step">Steps taken since the beginning.</param>
/// <param name="TotalSteps">Steps of the whole run.</param>
/// <param name="StepsPerEpoch">Steps of one epoch.</param>
/// <param name="Batch">Images per step.</param>
/// <param name="Loss">Loss of this step.</param>
/// <param name="MeanLoss">Mean loss of this epoch so far.</param>
/// <param name="LearningRate">Learning rate of this step.</param>
/// <param name="ImagesPerSecond">Training images per second since this process began to train, tests and checkpoints apart.</param>
/// <param name="GradientNorm">Norm of the gradient before clipping; NaN where it is not measured.</param>
public readonly record struct StepReport(long Step, long TotalSteps, long StepsPerEpoch, int Batch, double Loss, double MeanLoss,
    double LearningRate, double ImagesPerSecond, double GradientNorm = double.NaN);

/// <summary>One line of metrics.jsonl.</summary>
public sealed record EpochMetrics
{
    /// <summary>Number of the epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps taken since the beginning.</summary>
    public required long Step { get; init; }

    /// <summary>Mean training loss of the epoch, with label smoothing.</summary>
    public required double Loss { get; init; }

    /// <summary>Training images per second: the part of the epoch that this process ran.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Percentage of test images whose class has the highest logit.</summary>
    public required double Top1 { get; init; }

    /// <summary>Percentage of test images whose class is among the five highest logits.</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean cross-entropy on the test images.</summary>
    public required double TestLoss { get; init; }

    /// <summary>Learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean norm of the gradient over the steps, before clipping; null where it was not measured in every step of the epoch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? GradientNorm { get; init; }
}

/// <summary>A run cannot go on, through no fault of its input: the loss is not a number, or another process holds its folder.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>An error with that message.</summary>
    public TrainingException(string message)
        : base(message)
    {
    }

    /// <summary>An error with that message, caused by <paramref name="inner"/>.</summary>
    public TrainingException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>An error without a message of its own.</summary>
    public TrainingException()
        : base("The run cannot go on.")
    {
    }
}
