using System.Linq;
using System.Xml.Linq;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Reports;

/// <summary>The model card.</summary>
internal static class ModelSection
{
    public static XElement? Of(Inspection seen) => seen.Model is not { } model ? null : ReportPage.Section("model", "Model card",
        El("p", $"{model.Name}: images of {model.Channels}×{model.Height}×{model.Width}, {model.Classes} classes, {(model.Precision == "F64" ? "float64" : "float32")}, {model.Backend} backend."),
        Table("Costs", [],
            ["parameters", Count(model.ParameterCount)],
            ["MACs per image", Count(model.Macs)],
            ["MACs as ptflops 0.7.1 counts", Count(model.MacsPtflops071)],
            ["MACs executed in inference", Count(model.MacsInference - model.MacsSavedInference)],
            ["MACs executed in training", Count(model.MacsTraining - model.MacsSavedTraining)]),
        Folded("All layers", Table("Layers", ["layer", "kind", "output", "parameters", "MACs", "view"],
            [.. model.Layers.Select(l => new[] { l.Path, l.Kind, l.Shape, Count(l.Parameters), Count(l.Macs), l.View ?? "" })])));
}
