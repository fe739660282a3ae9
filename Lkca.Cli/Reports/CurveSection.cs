using System;
using System.Linq;
using System.Xml.Linq;
using Lkca.Runtime.Training;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Reports;

/// <summary>Loss, accuracy, learning rate and speed over epochs.</summary>
internal static class CurveSection
{
    public static XElement? Of(RunFolder run)
    {
        if (run.Last is not { } last)
        {
            return null;
        }

        var (first, best) = (run.Metrics[0], run.Best!);
        var normed = run.Metrics.All(m => m.GradientNorm is not null);
        return ReportPage.Section("curves", "Curves",
            El("div", At("class", "charts"),
                Chart("Loss", $"Training loss from {Number(first.Loss)} to {Number(last.Loss)}, test loss from {Number(first.TestLoss)} to {Number(last.TestLoss)}.", "0.000",
                    "Cross-entropy. The training loss has label smoothing and augmentation, the test loss has neither.",
                    ("training", m => m.Loss), ("test", m => m.TestLoss)),
                Chart("Accuracy", $"Top-1 from {Number(first.Top1)} % to {Number(last.Top1)} %, best {Number(best.Top1)} % in epoch {best.Epoch}; top-5 ends at {Number(last.Top5)} %.",
                    "0.0", "Percent of the test images.", ("top-1", m => m.Top1), ("top-5", m => m.Top5)),
                Chart("Learning rate", $"From {last.LearningRate.ToString("0.##e0", System.Globalization.CultureInfo.InvariantCulture)} at the end; the highest is "
                    + $"{Number(run.Metrics.Max(m => m.LearningRate), "0.##e0")}.", "0.##e0", "At the last step of each epoch.", ("rate", m => m.LearningRate)),
                Chart("Images per second", $"Median {Number(run.ImagesPerSecond!.Value, "0")}.", "0", "Training alone: tests and checkpoints are not counted.",
                    ("training", m => m.ImagesPerSecond)),
                normed
                    ? Chart("Gradient norm", $"From {Number(first.GradientNorm!.Value)} to {Number(last.GradientNorm!.Value)}.", "0.000", "Mean over the steps of the epoch, before clipping.",
                        ("gradient", m => m.GradientNorm!.Value)) : null),
            Folded("The numbers of every epoch", Table("Metrics by epoch",
                ["epoch", "step", "training loss", "test loss", "top-1 %", "top-5 %", "learning rate", "images/s", .. normed ? ["gradient norm"] : Array.Empty<string>()],
                [.. run.Metrics.Select(m => (string[])
                [
                    Number(m.Epoch), Count(m.Step), Number(m.Loss, "R"), Number(m.TestLoss, "R"), Number(m.Top1, "R"), Number(m.Top5, "R"),
                    Number(m.LearningRate, "R"), Number(m.ImagesPerSecond, "R"), .. normed ? [Number(m.GradientNorm!.Value, "R")] : Array.Empty<string>(),
                ])])));

        XElement Chart(string title, string text, string format, string note, params (string Name, Func<EpochMetrics, double> Value)[] curves)
        {
            var id = title.Replace(' ', '-').ToLowerInvariant();
            return El("figure", El("h3", title), LineChart.Draw(id, title, text, format, [.. curves.Select(c =>
                new Curve(c.Name, [.. run.Metrics.Select(m => ((double)m.Epoch, c.Value(m)))]))]), El("figcaption", note));
        }
    }
}
