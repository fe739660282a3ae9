using System.Linq;
using System.Xml.Linq;
using Lkca.Runtime.Inspection;
using Lkca.Runtime.Reporting;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Reports;

/// <summary>What self-attention blocks look at.</summary>
internal static class AttentionSection
{
    private const int MostHeads = 16;

    public static XElement? Of(Inspection seen)
    {
        if (seen.Attention.Count == 0)
        {
            return null;
        }

        var classToken = seen.Model!.Parameters.Any(p => p.Name == "cls_token");
        return ReportPage.Section("attention", "Attention maps",
            El("p", "Each head as if it were a large kernel: the mean attention that a token gives to the one d rows down and r columns right of it, over "
                + $"{Inspection.AttentionImages} test images and all pairs of patches. Then, for these images, how much each patch is looked at, as the mean over heads, "
                + (classToken ? "by the class token." : "by all tokens.") + " Each picture has a scale of its own that begins at 0; its end is written below."),
            Scale.Sequential("0", "largest"),
            seen.Attention.Select(block => Block(seen, block)),
            Folded("The heads in numbers", Table("Attention by head", ["block and head", "on the token itself", "largest mean", "mean distance in patches"],
                [.. seen.Attention.SelectMany(block => block.ByOffset.Select((map, head) => new[]
                {
                    $"{block.Block}, {head}", Number(map[map.Rows / 2][map.Columns / 2]), Number(map.Values.Max()), Number(block.MeanDistance(head), "0.00"),
                }))])));
    }

    private static object[] Block(Inspection seen, AttentionMaps block) =>
    [
        El("h3", $"Block {block.Block}"),
        El("div", At("class", "gallery small"), block.ByOffset.Take(MostHeads).Select((map, head) =>
        {
            var heat = HeatMap.Sequential(map);
            return Figure(Picture(heat.Image, $"Block {block.Block}, head {head}: mean attention by offset, at most {Number(heat.Largest, "0.###")}; "
                + $"{Number(map[map.Rows / 2][map.Columns / 2], "0.###")} on the token itself.", "heat"), El("strong", $"head {head}"), El("br"),
                El("span", At("class", "note"), $"≤ {Number(heat.Largest, "0.###")}"));
        })),
        El("div", At("class", "gallery small pairs"), block.Looked.Select((map, image) =>
        {
            var (heat, label) = (HeatMap.Sequential(map), seen.Data!.ClassNames[seen.Data.Label(image)]);
            return El("figure", El("div", At("class", "pair"),
                Picture(WorstSection.Show(seen.Data, image), $"Test image {image}: {label}.", "photo"),
                Picture(heat.Image, $"Block {block.Block} on test image {image}: a patch receives at most {Number(heat.Largest, "0.###")} of the attention, "
                    + $"{Number(1.0 / map.Values.Length, "0.###")} if all were equal.", "heat")),
                El("figcaption", $"image {image}, ", El("span", At("class", "note"), $"≤ {Number(heat.Largest, "0.###")}")));
        })),
    ];
}
