using System.Collections.Generic;
using System.Linq;

namespace Lkca.Generators.Graph;

/// <summary>Checks a graph after every pass: each value is made once and before it is used; shapes are what the primitives' rules say; names are unique in a region; every parameter has a gradient of its own size.</summary>
internal static class GraphVerifier
{
    public static void Verify(ModelGraph graph, string after)
    {
        foreach (var region in graph.Regions)
        {
            try
            {
                Verify(region);
            }
            catch (GraphException e)
            {
                throw new GraphException($"after {after}, region {region.Name}: {e.Message}");
            }
        }

        if (graph.BlockKinds.Any(kind => kind < 0 || kind >= graph.Kinds.Count))
        {
            throw new GraphException($"after {after}: a block refers to a kind that does not exist");
        }
    }

    private static void Verify(Region region)
    {
        var known = new HashSet<Value>(region.Parameters) { region.Input };
        var names = new HashSet<string>(known.Select(value => value.Name));
        Check(region.Forward, known, names);
        Fault.Unless(known.Contains(region.Output), $"the output {region.Output.Name} is not made");
        if (region.Backward.Count == 0)
        {
            return;
        }

        if (region.OutputGradient is { } outputGradient)
        {
            known.Add(outputGradient);
            Fault.Unless(names.Add(outputGradient.Name), $"the name {outputGradient.Name} stands for two values");
        }

        Check(region.Backward, known, names);
        foreach (var parameter in region.Parameters)
        {
            Fault.Unless(region.ParameterGradients.TryGetValue(parameter, out var gradient), $"{parameter.Name} receives no gradient");
            Fault.Unless(known.Contains(gradient!), $"the gradient of {parameter.Name} is not made");
            Fault.Unless(gradient!.Shape.Count == parameter.Shape.Count, $"the gradient of {parameter.Name} has shape {gradient.Shape}, not {parameter.Shape}");
        }
    }

    private static void Check(IReadOnlyList<Node> nodes, HashSet<Value> known, HashSet<string> names)
    {
        foreach (var node in nodes)
        {
            foreach (var input in node.Inputs)
            {
                Fault.Unless(known.Contains(input), $"{node} uses {input.Name} before it is made");
            }

            var shapes = node.Op.Infer([.. node.Inputs.Select(input => input.Shape)]);
            Fault.Unless(AreShapesOf(node.Outputs, shapes), $"{node}: the rule gives {string.Join(", ", shapes)}");
            foreach (var output in node.Outputs)
            {
                Fault.Unless(known.Add(output), $"{output.Name} is made twice");
                Fault.Unless(names.Add(output.Name), $"the name {output.Name} stands for two values");
            }
        }
    }

    private static bool AreShapesOf(IReadOnlyList<Value> values, IReadOnlyList<Shape> shapes)
    {
        var agree = values.Count == shapes.Count;
        for (var i = 0; agree && i < shapes.Count; i++)
        {
            agree = values[i].Shape == shapes[i];
        }

        return agree;
    }
}
