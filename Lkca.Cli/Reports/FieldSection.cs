using System;
using System.Linq;
using System.Xml.Linq;
using Lkca.Runtime.Inspection;
using Lkca.Runtime.Reporting;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Reports;

/// <summary>Effective receptive fields by block.</summary>
internal static class FieldSection
{
    public static XElement? Of(Inspection seen)
    {
        if (seen.Fields.Count == 0)
        {
            return null;
        }

        return ReportPage.Section("fields", "Effective receptive field",
            El("p", $"How much each pixel moves the token in the middle of the grid behind each block: the mean magnitude of the gradient over {Math.Min(Inspection.FieldImages, seen.Data!.Count)} "
                + "test images (Luo et al., 2016). The colour is the square root of the value, so that weak parts show; each picture has a scale of its own. The share is that of "
                + "the image's area in the smallest square around the middle that holds half of the sum."),
            Scale.Sequential("0", "largest"),
            El("div", At("class", "gallery"), seen.Fields.Select(field => Figure(Picture(Map(field),
                $"Effective receptive field behind block {field.Block}: half of the gradient lies in {Percent(field, 0.5)} of the image, nine tenths in {Percent(field, 0.9)}.", "heat"),
                El("strong", $"block {field.Block}"), El("br"), El("span", At("class", "note"), $"half in {Percent(field, 0.5)}")))),
            Folded("The fields in numbers", Table("Share of the image that holds a share of the gradient", ["block", "50 %", "90 %", "99 %"],
                [.. seen.Fields.Select(f => new[] { Number(f.Block), Percent(f, 0.5), Percent(f, 0.9), Percent(f, 0.99) })])),
            El("p", At("class", "note"), "Computed by the model's definition in double precision; its logits agree with the session's to ",
                El("span", At("class", "whole"), Number(seen.Agreement, "0.0e0")), "."));
    }

    private static string Percent(EffectiveReceptiveField field, double share) => $"{Number(100 * field.AreaHolding(share), "0.0")} %";

    private static RgbImage Map(EffectiveReceptiveField field) =>
        HeatMap.Sequential(new Matrix(field.Map.Rows, field.Map.Columns, [.. field.Map.Values.Select(Math.Sqrt)])).Image;
}
