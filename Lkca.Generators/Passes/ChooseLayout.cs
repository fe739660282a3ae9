using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Passes;

/// <summary>Gives the products that carry a gradient back through a Linear their weights transposed, where the backend reads them faster so. The copy has no batch dimension: it is made once per step and read by every group.</summary>
internal static class ChooseLayout
{
    public static ModelGraph Run(ModelGraph graph, BackendTraits traits) => graph.Map(region => Run(region, traits));

    private static Region Run(Region region, BackendTraits traits)
    {
        var rewriting = new Rewriting(region);
        foreach (var node in region.Backward.Where(node => node.Op is LinearBackwardInput && node.Inputs[0].Shape.Tokens >= traits.TransposedWeightTokens && TakesCopy(node)))
        {
            var weight = node.Inputs[1];
            var transposed = Nodes.Create(new Transpose(), [weight], [weight.Name + "Transposed"], node.Differentiates);
            rewriting.Replace(
                node, [], transposed, node.With(op: (LinearBackwardInput)node.Op with { IsTransposed = true }, inputs: [node.Inputs[0], transposed.Output, .. node.Inputs.Skip(2)]));
        }

        return rewriting.Build();
    }

    // A copy is made in every step, also where the gradient of the images, to which optional nodes belong, is not asked for. Transposing takes matrices: the patch embedding's weights are none.
    private static bool TakesCopy(Node node) => !node.IsOptional && node.Inputs[1].Shape.Sizes.Count == 2;
}
