using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Passes;

/// <summary>Splits every region into phases. Whatever has no batch dimension leaves the body: to the prologue where it depends on parameters alone (also where only the backward pass
/// reads it), otherwise to the epilogue.</summary>
internal static class Schedule
{
    public static ScheduledGraph Run(ModelGraph graph) =>
        new(graph, Run(graph.Embedding), [.. graph.Kinds.Select(Run)], Run(graph.Head));

    private static ScheduledRegion Run(Region region)
    {
        var fixedValues = new HashSet<Value>(region.Parameters);
        var prologue = new List<Node>();
        var forward = new List<Node>();
        var backward = new List<Node>();
        var epilogue = new List<Node>();
        foreach (var node in region.Forward)
        {
            Place(node, forward);
        }

        foreach (var node in region.Backward)
        {
            Place(node, node.IsBatchless ? epilogue : backward);
        }

        return new(region, prologue, forward, backward, epilogue);

        void Place(Node node, List<Node> otherwise)
        {
            if (node.IsBatchless && node.Inputs.All(fixedValues.Contains))
            {
                prologue.Add(node);
                fixedValues.UnionWith(node.Outputs);
            }
            else
            {
                otherwise.Add(node);
            }
        }
    }
}
