using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>y = x ⊙ scale + shift over features: LayerNorm's second half.</summary>
internal sealed record Affine : Op
{
    public override string Name => "affine";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[1].Count == inputs[0].Features && inputs[2].Count == inputs[0].Features, $"scale and shift of {inputs[0].Features} entries");
        return [inputs[0]];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is not { } dY)
        {
            return;
        }

        var (x, scale, shift) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        gradients.Add(x, gradients.Emit(GradientScope.NameOf(x), new AffineBackwardInput(), dY, scale));
        gradients.Add(scale, gradients.Emit(GradientScope.NameOf(scale), new AffineBackwardScale(), dY, x));
        gradients.Add(shift, gradients.Emit(GradientScope.NameOf(shift), new SumTokens(), dY));
    }

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} ⊙ {node.Inputs[1].Name} + {node.Inputs[2].Name}";
}

/// <summary>dX = dY ⊙ scale.</summary>
internal sealed record AffineBackwardInput : Op
{
    public override string Name => "affine_backward_input";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0]];

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} ⊙ {node.Inputs[1].Name}";
}

/// <summary>dScale += Σ dY ⊙ x over images and tokens.</summary>
internal sealed record AffineBackwardScale : Op
{
    public override string Name => "affine_backward_scale";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [Shape.Of(inputs[0].Features)];

    public override string Describe(Node node) => $"{node.Output.Name} += Σ_tokens {node.Inputs[0].Name} ⊙ {node.Inputs[1].Name}";
}
