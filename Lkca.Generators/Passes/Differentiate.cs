using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;

namespace Lkca.Generators.Passes;

/// <summary>Reverse-mode differentiation of every region: walks the forward nodes backwards and lets each primitive's rule write its gradient nodes.
/// The loss stands at the head, so that a model's backward pass starts from targets.</summary>
internal static class Differentiate
{
    public static ModelGraph Run(ModelGraph graph) => graph.Map(region => Run(region, ReferenceEquals(region, graph.Head), ReferenceEquals(region, graph.Embedding)));

    private static Region Run(Region region, bool isHead, bool isEmbedding)
    {
        var scope = new GradientScope(new Add());
        Value? outputGradient = null;
        if (isHead)
        {
            scope.Add(region.Output, scope.EmitMany(["losses", "dLogits"], new CrossEntropy(), region.Output)[1]);
        }
        else
        {
            outputGradient = new Value(GradientScope.NameOf(region.Output), region.Output.Shape);
            scope.Add(region.Output, outputGradient);
        }

        foreach (var node in region.Forward.Reverse())
        {
            scope.Current = node;
            node.Op.Differentiate(scope, node);
        }

        var inputGradient = scope.Of(region.Input) ?? throw new GraphException($"region {region.Name}: the input receives no gradient");
        var gradients = new Dictionary<Value, Value>();
        foreach (var parameter in region.Parameters)
        {
            gradients[parameter] = scope.Of(parameter) ?? throw new GraphException($"region {region.Name}: {parameter.Name} receives no gradient");
        }

        return region with
        {
            Backward = isEmbedding ? MarkOptional(scope.Backward, gradients.Values) : scope.Backward,
            OutputGradient = outputGradient,
            InputGradient = inputGradient,
            ParameterGradients = gradients,
        };
    }

    /// <summary>What no parameter's gradient needs serves the gradient of the images alone.</summary>
    private static List<Node> MarkOptional(IReadOnlyList<Node> backward, IEnumerable<Value> needed)
    {
        var alive = new HashSet<Value>(needed);
        var marked = new List<Node>();
        foreach (var node in backward.Reverse())
        {
            var isNeeded = node.Outputs.Any(alive.Contains);
            if (isNeeded)
            {
                alive.UnionWith(node.Inputs);
            }

            marked.Add(node.With(isOptional: !isNeeded));
        }

        // Last: they feed nothing but each other, and an emitter can put one condition around them all.
        marked.Reverse();
        return [.. marked.OrderBy(node => node.IsOptional)];
    }
}
