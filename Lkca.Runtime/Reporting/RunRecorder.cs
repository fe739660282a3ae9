using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lkca.Runtime.Data;
using Lkca.Runtime.Inspection;
using Lkca.Runtime.Reporting.TensorBoard;
using Lkca.Runtime.Training;

namespace Lkca.Runtime.Reporting;

/// <summary>Writes what is looked at later into a run's folder: run.json, and TensorBoard events beside the metrics. It begins at the first step, when the trainer has
/// accepted the folder; a resumed run goes on in the same file, without gaps and without duplicates.</summary>
/// <param name="model">The model that is trained.</param>
/// <param name="test">The test images: the first ones are shown.</param>
/// <param name="run">What run.json says.</param>
/// <param name="directory">Folder of the run.</param>
/// <param name="next">Who else is told.</param>
public sealed class RunRecorder(IVisionModel model, IImageDataset test, RunInfo run, string directory, ITrainingObserver? next = null) : ITrainingObserver
{
    /// <summary>Steps between two points of the curves that have a point per step.</summary>
    public const int StepsPerPoint = 10;

    private EventFile? _events;

    /// <inheritdoc/>
    public void OnStep(in StepReport report)
    {
        _events ??= Begin(report.Step - 1);
        if (report.Step % StepsPerPoint == 0 || report.Step == report.TotalSteps)
        {
            _events.Scalars(report.Step, [("step/loss", report.Loss), ("step/learning_rate", report.LearningRate),
                .. double.IsFinite(report.GradientNorm) ? [("step/gradient_norm", report.GradientNorm)] : Array.Empty<(string, double)>()]);
        }

        next?.OnStep(report);
    }

    /// <inheritdoc/>
    public void OnEpoch(EpochMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        _events ??= Begin(metrics.Step - 1);
        _events.Scalars(metrics.Step, ("epoch/loss", metrics.Loss), ("epoch/test_loss", metrics.TestLoss), ("epoch/top1", metrics.Top1),
            ("epoch/top5", metrics.Top5), ("epoch/images_per_second", metrics.ImagesPerSecond));
        if (Kernels(model) is { Count: > 0 } kernels)
        {
            _events.Image(metrics.Step, "kernels", RgbImage.Sheet(kernels, 8, 4));
        }

        next?.OnEpoch(metrics);
    }

    /// <inheritdoc/>
    public void OnWarning(string message) => next?.OnWarning(message);

    private EventFile Begin(long step)
    {
        run.Write(directory);
        var events = EventFile.Open(Path.Combine(directory, EventFile.FileName), step);
        if (step == 0)
        {
            events.Image(0, "test_images", RgbImage.Sheet([.. Enumerable.Range(0, Math.Min(16, test.Count)).Select(Picture)], 8, 1));
        }

        return events;
    }

    private RgbImage Picture(int index)
    {
        var pixels = new byte[test.ImageSize()];
        test.ReadPixels(index, pixels);
        return RgbImage.OfPlanes(pixels, test.Channels, test.Height, test.Width);
    }

    /// <summary>The first large kernel of each layer, each scaled by its largest magnitude.</summary>
    private static List<RgbImage> Kernels(IVisionModel model)
    {
        var names = model.Weights.Parameters.Where(p => p.Name.EndsWith(".lkca.kernel", StringComparison.Ordinal)).ToArray();
        return [.. names.Select(p => PlainNetwork.Kernels(model, p)[0]).Where(k => k.Rows == PlainNetwork.Kernels(model, names[0])[0].Rows)
            .Select(k => HeatMap.Diverging(k).Image)];
    }
}
