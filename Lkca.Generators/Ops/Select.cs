using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>Stochastic depth, first half: the images of the stream that branch <paramref name="Site"/> of the block keeps. In evaluation, all of them.</summary>
internal sealed record Select(int Site) : Op
{
    public override string Name => "select";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Leading == Leading.Images, "select reads the residual stream");
        return [inputs[0].WithLeading(Leading.Kept)];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is { } dKept)
        {
            var stream = node.Inputs[0];
            gradients.Add(stream, gradients.Emit(GradientScope.NameOf(stream) + "Branch", new Unselect(Site), dKept));
        }
    }

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} of the kept images";
}

/// <summary>Gradient of <see cref="Select"/>: kept images get theirs, dropped ones zero.</summary>
internal sealed record Unselect(int Site) : Op
{
    public override string Name => "unselect";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0].WithLeading(Leading.Images)];

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} at the kept images, zero elsewhere";
}
