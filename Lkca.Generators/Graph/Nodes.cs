using System.Collections.Generic;
using System.Linq;

namespace Lkca.Generators.Graph;

/// <summary>Makes nodes whose output shapes come from the op's rule.</summary>
internal static class Nodes
{
    public static Node Create(Op op, IReadOnlyList<Value> inputs, IReadOnlyList<string> outputNames, Node? differentiates = null, bool isOptional = false)
    {
        var shapes = op.Infer([.. inputs.Select(input => input.Shape)]);
        if (shapes.Count != outputNames.Count)
        {
            throw new GraphException($"{op.Name} has {shapes.Count} outputs, {outputNames.Count} names were given");
        }

        return new(op, inputs, [.. shapes.Select((shape, i) => new Value(outputNames[i], shape))], differentiates, isOptional);
    }
}
