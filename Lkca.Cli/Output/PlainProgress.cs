using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Lkca.Runtime.Training;

namespace Lkca.Cli.Output;

/// <summary>A line every few seconds and one per epoch.</summary>
internal sealed class PlainProgress(TextWriter error, int epochs) : ITrainingObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long _last = Stopwatch.GetTimestamp();

    public void OnStep(in StepReport report)
    {
        if (Stopwatch.GetElapsedTime(_last) >= Pause)
        {
            _last = Stopwatch.GetTimestamp();
            error.WriteLine(ProgressText.Step(report, epochs));
        }
    }

    public void OnEpoch(EpochMetrics metrics)
    {
        _last = Stopwatch.GetTimestamp();
        error.WriteLine(ProgressText.Epoch(metrics, epochs));
    }

    public void OnWarning(string message) => error.WriteLine($"warning: {message}");
}

/// <summary>What both displays say.</summary>
internal static class ProgressText
{
    public static string Step(in StepReport report, int epochs)
    {
        var epoch = (report.Step - 1) / report.StepsPerEpoch + 1;
        var stepInEpoch = (report.Step - 1) % report.StepsPerEpoch + 1;
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch}/{epochs}, step {stepInEpoch}/{report.StepsPerEpoch}: loss {report.MeanLoss:F4}, {report.ImagesPerSecond:F0} "
                + $"images/s, {TimeLeft(report)} left");
    }

    public static string Epoch(EpochMetrics metrics, int epochs) => string.Create(CultureInfo.InvariantCulture,
        $"epoch {metrics.Epoch}/{epochs} done: loss {metrics.Loss:F4}, test loss {metrics.TestLoss:F4}, top-1 {metrics.Top1:F2} %, top-5 "
            + $"{metrics.Top5:F2} %, {metrics.ImagesPerSecond:F0} images/s");

    public static string TimeLeft(in StepReport report)
    {
        var images = (report.TotalSteps - report.Step) * (double)report.Batch;
        var seconds = report.ImagesPerSecond > 0 ? Math.Min(images / report.ImagesPerSecond, TimeSpan.FromDays(999).TotalSeconds) : 0;
        var left = TimeSpan.FromSeconds(Math.Ceiling(seconds));
        return left.TotalHours >= 1 ? FormattableString.Invariant($"{(int)left.TotalHours} h {left.Minutes:D2} min")
            : FormattableString.Invariant($"{left.Minutes}:{left.Seconds:D2} min");
    }
}
