using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>y = x + b for every token.</summary>
internal sealed record AddBias : Op
{
    public override string Name => "add_bias";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Features == inputs[1].Count, $"a bias of {inputs[1].Count} entries on {inputs[0]}");
        return [inputs[0]];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is { } dY)
        {
            gradients.Add(node.Inputs[0], dY);
            gradients.Add(node.Inputs[1], gradients.Emit(GradientScope.NameOf(node.Inputs[1]), new SumTokens(), dY));
        }
    }

    public override int InPlace(int output) => 0;

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} + {node.Inputs[1].Name}";
}
