using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>LayerNorm without its affine: x̂ = (x − mean)·rstd over the features of a token, rstd = 1/√(variance + 1e-5). Where <paramref name="Site"/> is set, only the images
/// that the branch keeps are read from the residual stream (see <see cref="Select"/>).</summary>
internal sealed record Normalize(int? Site = null) : Op
{
    public override string Name => "normalize";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        var x = Site is null ? inputs[0] : inputs[0].WithLeading(Leading.Kept);
        Expect(x.IsBatched && x.Sizes.Count == 2, $"normalize works on (B, tokens, features), not {x}");
        return [x, x.With(x.Tokens, 1)];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        Expect(Site is null, "the selection is fused after differentiation");
        if (gradients.Of(node.Output) is { } dXHat)
        {
            var x = node.Inputs[0];
            gradients.Add(x, gradients.Emit(GradientScope.NameOf(x), new NormalizeBackward(), dXHat, node.Outputs[0], node.Outputs[1]));
        }
    }

    /// <summary>ptflops counts one per LayerNorm input.</summary>
    public override long PtflopsCount(Node node) => node.Inputs[0].Shape.Count;

    public override string Describe(Node node) =>
        $"{node.Outputs[0].Name}, {node.Outputs[1].Name} = normalize({node.Inputs[0].Name}{(Site is null ? "" : " of the kept images")})";
}

/// <summary>dX = rstd·(dX̂ − mean(dX̂) − x̂·mean(dX̂ ⊙ x̂)).</summary>
internal sealed record NormalizeBackward : Op
{
    public override string Name => "normalize_backward";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0] == inputs[1], $"the gradient {inputs[0]} has the shape of x̂ {inputs[1]}");
        return [inputs[0]];
    }

    public override string Describe(Node node) => $"{node.Output.Name} = {Formula(node, 0)}";

    internal static string Formula(Node node, int first)
    {
        var (gradient, xHat, rstd) = (node.Inputs[first].Name, node.Inputs[first + 1].Name, node.Inputs[first + 2].Name);
        return $"{rstd}·({gradient} − mean({gradient}) − {xHat}·mean({gradient} ⊙ {xHat}))";
    }
}

/// <summary>The same, added in place to the gradient of the residual stream at the images that the branch kept.</summary>
internal sealed record NormalizeBackwardAdd(int Site) : Op
{
    public override string Name => "normalize_backward_add";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[1] == inputs[2], $"the gradient {inputs[1]} has the shape of x̂ {inputs[2]}");
        return [inputs[0]];
    }

    public override int InPlace(int output) => 0;

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} + {NormalizeBackward.Formula(node, 1)} at the kept images";
}

/// <summary>The same, and what the branch before it gets: dY = scale·dZ of the images that the branch <paramref name="Branch"/> kept.</summary>
internal sealed record NormalizeBackwardResidual(int Site, int Branch) : Op
{
    public override string Name => "normalize_backward_residual";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        var dZ = new NormalizeBackwardAdd(Site).Infer(inputs);
        return [.. dZ, .. new ResidualBackward(Branch).Infer(dZ)];
    }

    public override int InPlace(int output) => output == 0 ? 0 : -1;

    public override string Describe(Node node) =>
        $"{node.Output.Name} = {node.Inputs[0].Name} + {NormalizeBackward.Formula(node, 1)}, {node.Outputs[1].Name} = scale·{node.Output.Name} of the kept images";
}
