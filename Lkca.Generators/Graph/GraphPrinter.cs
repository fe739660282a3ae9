using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Lkca.Generators.Graph;

/// <summary>Prints a graph as text: what tests of passes compare and what a person who debugs the compiler reads.</summary>
internal static class GraphPrinter
{
    public static string Print(ModelGraph graph) => string.Join("\n", graph.Regions.Select(region => Print(region, graph.Repeats(region))));

    public static string Print(Region region, int repeats = 1)
    {
        var text = new StringBuilder();
        var times = repeats == 1 ? "" : $" ×{repeats}";
        text.Append($"region {region.Name}{times} ({region.Input}) -> {region.Output.Name}\n");
        foreach (var parameter in region.Parameters)
        {
            text.Append($"  parameter {region.Prefix}{parameter.Parameter!.Path} {parameter.Shape}\n");
        }

        Append(text, "forward", region.Forward);
        Append(text, "backward", region.Backward);
        foreach (var parameter in region.Parameters.Where(region.ParameterGradients.ContainsKey))
        {
            text.Append($"  gradient of {parameter.Name} is {region.ParameterGradients[parameter].Name}\n");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, IReadOnlyList<Node> nodes)
    {
        if (nodes.Count == 0)
        {
            return;
        }

        text.Append($"  {title}\n");
        foreach (var node in nodes)
        {
            text.Append($"    {node}{(node.IsOptional ? " optional" : "")}\n");
        }
    }
}
