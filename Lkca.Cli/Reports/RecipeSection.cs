using System.Linq;
using System.Xml.Linq;
using static Lkca.Cli.Reports.Html;

namespace Lkca.Cli.Reports;

/// <summary>The recipe and what it was applied to.</summary>
internal static class RecipeSection
{
    public static XElement? Of(RunFolder run) => run.Recipe.Count == 0 ? null : ReportPage.Section("recipe", "Recipe",
        Table("The run's recipe", [], [.. run.Info is { } info ? new[] { new[] { "data", info.Data } } : [], .. run.Recipe.Select(r => new[] { r.Key, r.Value })]));
}
