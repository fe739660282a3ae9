using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>gelu(h) = h·Φ(h) with the exact normal distribution (erf), and, where it keeps one, its slope Φ(h) + h·φ(h) for the backward pass.</summary>
internal sealed record Gelu(bool HasSlope = true) : Op
{
    public override string Name => HasSlope ? "gelu" : "gelu_alone";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => HasSlope ? [inputs[0], inputs[0]] : [inputs[0]];

    public override void Differentiate(GradientScope gradients, Node node)
    {
        Expect(HasSlope, "the slope is dropped after differentiation");
        if (gradients.Of(node.Output) is { } dG)
        {
            var hidden = node.Inputs[0];
            gradients.Add(hidden, gradients.Emit(GradientScope.NameOf(hidden), new Multiply(), dG, node.Outputs[1]));
        }
    }

    /// <summary>ptflops counts two per GELU input.</summary>
    public override long PtflopsCount(Node node) => 2 * node.Inputs[0].Shape.Count;

    public override string Describe(Node node) =>
        $"{node.Outputs[0].Name} = gelu({node.Inputs[0].Name}){(HasSlope ? $", {node.Outputs[1].Name} = gelu′({node.Inputs[0].Name})" : "")}";
}

/// <summary>dH = dG ⊙ gelu′(h), the slope recomputed from h.</summary>
internal sealed record GeluBackward : Op
{
    public override string Name => "gelu_backward";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0] == inputs[1], $"the gradient {inputs[0]} has the shape of h {inputs[1]}");
        return [inputs[0]];
    }

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} ⊙ gelu′({node.Inputs[1].Name})";
}

/// <summary>Product of equal shapes, element by element.</summary>
internal sealed record Multiply : Op
{
    public override string Name => "multiply";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0] == inputs[1], $"{inputs[0]} and {inputs[1]} differ");
        return [inputs[0]];
    }

    public override int InPlace(int output) => 0;

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} ⊙ {node.Inputs[1].Name}";
}
