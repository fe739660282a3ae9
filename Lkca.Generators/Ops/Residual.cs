using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>Stochastic depth, second half: z + scale·(y [+ b]) at the kept images, z elsewhere; scale = 1/(1−p) in training, 1 in evaluation.</summary>
internal sealed record Residual(int Site, bool HasBias = false) : Op
{
    public override string Name => HasBias ? "residual_bias" : "residual";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Leading == Leading.Images && inputs[1] == inputs[0].WithLeading(Leading.Kept), $"branch {inputs[1]} does not fit stream {inputs[0]}");
        return [inputs[0]];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        Expect(!HasBias, "the bias is fused after differentiation");
        if (gradients.Of(node.Output) is { } dOut)
        {
            gradients.Add(node.Inputs[0], dOut);
            gradients.Add(node.Inputs[1], gradients.Emit(GradientScope.NameOf(node.Inputs[1]), new ResidualBackward(Site), dOut));
        }
    }

    public override int InPlace(int output) => 0;

    public override string Describe(Node node)
    {
        var branch = HasBias ? $"({node.Inputs[1].Name} + {node.Inputs[2].Name})" : node.Inputs[1].Name;
        return $"{node.Output.Name} = {node.Inputs[0].Name} + scale·{branch} at the kept images";
    }
}

/// <summary>dY = scale·dZ of the kept images.</summary>
internal sealed record ResidualBackward(int Site) : Op
{
    public override string Name => "residual_backward";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0].WithLeading(Leading.Kept)];

    public override string Describe(Node node) => $"{node.Output.Name} = scale·{node.Inputs[0].Name} of the kept images";
}
