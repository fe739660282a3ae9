using System.Linq;
using System.Xml.Linq;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Reports;

/// <summary>The page of a run: one file, no script, nothing that is fetched from elsewhere.</summary>
internal static class ReportPage
{
    /// <summary>The page as text.</summary>
    public static string Write(RunFolder run, Inspection seen)
    {
        var model = run.Info?.Model ?? seen.Model?.Name ?? "A run";
        XElement?[] sections =
        [
            CurveSection.Of(run), ConfusionSection.Of(seen), WorstSection.Of(seen), KernelSection.Of(seen), FieldSection.Of(seen), AttentionSection.Of(seen),
            ModelSection.Of(seen), RecipeSection.Of(run), LeftOut(seen),
        ];
        var shown = sections.OfType<XElement>().ToArray();
        var page = El("html", At("lang", "en"),
            El("head",
                El("meta", At("charset", "utf-8")),
                El("meta", At("name", "viewport"), At("content", "width=device-width, initial-scale=1")),
                El("meta", At("name", "color-scheme"), At("content", "light dark")),
                El("title", $"{Short(model)}: report"),
                El("style", Style.Sheet)),
            El("body",
                El("header",
                    El("h1", Short(model)),
                    El("p", At("class", "lead"), Lead(run)),
                    Numbers(run),
                    El("nav", At("aria-label", "Sections"), El("ul", shown.Select(s => El("li", El("a", At("href", "#" + s.Attribute("id")!.Value), s.Element("h2")!.Value)))))),
                El("main", shown),
                El("footer", El("p", "Written by lkca report. Definitions of all pictures: docs/reports.md of Lkca."))));
        return "<!DOCTYPE html>\n" + page.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    /// <summary>A section with its heading.</summary>
    public static XElement Section(string id, string heading, params object?[] content) => El("section", At("id", id), El("h2", heading), content);

    private static string Short(string model) => model[(model.LastIndexOf('.') + 1)..];

    private static string Lead(RunFolder run)
    {
        var data = run.Info is { } info ? $"Trained on {info.Data} ({Count(info.TrainImages)} images), tested on {Count(info.TestImages)}. " : "";
        return data + (run.Last is not { } last ? "No epoch is finished yet."
            : last.Epoch == run.Epochs ? last.Epoch == 1 ? "Its only epoch is done." : $"All {last.Epoch} epochs are done."
            : $"{last.Epoch} of {run.Epochs?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"} epochs are done.");
    }

    private static XElement Numbers(RunFolder run)
    {
        (string Name, string Value, string Note)?[] numbers =
        [
            run.Last is { } last ? ("top-1", $"{Number(last.Top1, "0.00")} %", $"epoch {last.Epoch}") : null,
            run.Best is { } best ? ("best top-1", $"{Number(best.Top1, "0.00")} %", $"epoch {best.Epoch}") : null,
            run.Last is { } end ? ("test loss", Number(end.TestLoss, "0.0000"), $"epoch {end.Epoch}") : null,
            run.Info is { } info ? ("parameters", Count(info.Parameters), "trainable scalars") : null,
            run.Info is { } cost ? ("MACs", Count(cost.Macs), "per image, forward") : null,
            run.ImagesPerSecond is { } rate ? ("images/s", Number(rate, "0"), "training, median") : null,
        ];
        return El("dl", At("class", "numbers"), numbers.OfType<(string Name, string Value, string Note)>().Select(n =>
            El("div", El("dt", n.Name), El("dd", n.Value), El("dd", At("class", "note"), n.Note))));
    }

    private static XElement? LeftOut(Inspection seen) => seen.LeftOut.Count == 0 ? null
        : Section("left-out", "Not shown", El("ul", seen.LeftOut.Select(reason => El("li", reason))));
}
