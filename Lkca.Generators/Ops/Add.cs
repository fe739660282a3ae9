using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>Sum of equal shapes: how several contributions to one gradient meet.</summary>
internal sealed record Add : Op
{
    public override string Name => "add";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Leading == inputs[1].Leading && inputs[0].Count == inputs[1].Count, $"{inputs[0]} and {inputs[1]} differ");
        return [inputs[0]];
    }

    public override int InPlace(int output) => 0;

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} + {node.Inputs[1].Name}";
}
