using System;
using System.Diagnostics;
using System.Globalization;
using Lkca.Runtime.Training;
using Spectre.Console;

namespace Lkca.Cli.Output;

/// <summary>A progress bar of the whole run with loss, accuracy, images per second and time left, and a line above it per finished epoch.</summary>
internal sealed class BarProgress(IAnsiConsole console, ProgressTask task, int epochs) : ITrainingObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private string _accuracy = "top-1 -";
    private long _last;

    public void OnStep(in StepReport report)
    {
        if (Stopwatch.GetElapsedTime(_last) < Pause && report.Step < report.TotalSteps)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        task.MaxValue = report.TotalSteps;
        task.Value = report.Step;
        var epoch = (report.Step - 1) / report.StepsPerEpoch + 1;
        task.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch}/{epochs}  loss {report.MeanLoss:F4}  {_accuracy}  {report.ImagesPerSecond:F0} images/s  {ProgressText.TimeLeft(report)} left"));
    }

    public void OnEpoch(EpochMetrics metrics)
    {
        _accuracy = string.Create(CultureInfo.InvariantCulture, $"top-1 {metrics.Top1:F2} %");
        console.WriteLine(ProgressText.Epoch(metrics, epochs));
    }

    public void OnWarning(string message) => console.WriteLine($"warning: {message}");
}
