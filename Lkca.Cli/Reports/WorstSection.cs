using System.Linq;
using System.Xml.Linq;
using Lkca.Runtime.Data;
using Lkca.Runtime.Reporting;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Reports;

/// <summary>The test images with the highest loss.</summary>
internal static class WorstSection
{
    private const int Shown = 12;

    public static XElement? Of(Inspection seen)
    {
        if (seen is not { Outcomes: { } outcomes, Data: { } data })
        {
            return null;
        }

        return ReportPage.Section("worst", "Worst images",
            El("p", "The test images with the highest loss, −ln of the probability that their true class was given."),
            El("div", At("class", "gallery"), outcomes.OrderByDescending(o => o.Loss).ThenBy(o => o.Image).Take(Shown).Select(o =>
            {
                var (label, predicted) = (data.ClassNames[o.Label], data.ClassNames[o.Predicted]);
                var answer = o.Label == o.Predicted ? "recognised all the same" : $"taken for {predicted}";
                return Figure(Picture(Show(data, o.Image), $"Test image {o.Image}: {label}, {answer} with {Number(100 * o.Probability, "0")} %, loss {Number(o.Loss, "0.00")}.", "photo"),
                    El("strong", label), El("br"), answer, El("br"),
                    El("span", At("class", "note"), $"{Number(100 * o.Probability, "0")} %, loss {Number(o.Loss, "0.00")}, image {o.Image}"));
            })));
    }

    /// <summary>A test image as it lies in the set, not normalised.</summary>
    public static RgbImage Show(IImageDataset data, int index)
    {
        var pixels = new byte[data.ImageSize()];
        data.ReadPixels(index, pixels);
        return RgbImage.OfPlanes(pixels, data.Channels, data.Height, data.Width);
    }
}
