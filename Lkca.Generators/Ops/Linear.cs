using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>y = x·Wᵀ + b over the features of every token; W is (outputs, inputs). With the GELU epilogue the outputs are gelu(y) and gelu′(y).</summary>
internal sealed record Linear(bool HasBias, bool HasGelu = false) : Op
{
    public override string Name => HasGelu ? "linear_gelu" : "linear";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs.Count == (HasBias ? 3 : 2), $"{Name} takes x, weight{(HasBias ? ", bias" : "")}");
        var (x, weight) = (inputs[0], inputs[1]);
        Expect(x.IsBatched && x.Sizes.Count == 2, $"{Name} works on (B, tokens, features), not {x}");
        Expect(weight.Sizes.Count >= 2 && weight.Count == (long)weight.Sizes[0] * x.Features, $"weight {weight} does not take {x.Features} features");
        Expect(!HasBias || inputs[2].Count == weight.Sizes[0], $"the bias has {(HasBias ? inputs[2].Count : 0)} entries, the weight {weight.Sizes[0]} rows");
        var y = x.With(x.Tokens, weight.Sizes[0]);
        return HasGelu ? [y, y] : [y];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        Expect(!HasGelu, "epilogues are fused after differentiation");
        if (gradients.Of(node.Output) is not { } dY)
        {
            return;
        }

        var (x, weight) = (node.Inputs[0], node.Inputs[1]);
        gradients.Add(x, gradients.Emit(GradientScope.NameOf(x), new LinearBackwardInput(x.Shape.Features), dY, weight));
        gradients.Add(weight, gradients.Emit(GradientScope.NameOf(weight), new LinearBackwardWeight(), dY, x));
        if (HasBias)
        {
            gradients.Add(node.Inputs[2], gradients.Emit(GradientScope.NameOf(node.Inputs[2]), new SumTokens(), dY));
        }
    }

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * node.Output.Shape.Features;

    public override long PtflopsCount(Node node) => Macs(node) + (HasBias ? node.Output.Shape.Features : 0);

    public override string Describe(Node node)
    {
        var product = $"{node.Inputs[0].Name}·{node.Inputs[1].Name}ᵀ{(HasBias ? " + " + node.Inputs[2].Name : "")}";
        return HasGelu ? $"{node.Output.Name} = gelu(h), {node.Outputs[1].Name} = gelu′(h), h = {product}" : $"{node.Output.Name} = {product}";
    }
}

/// <summary>z + scale·(x·Wᵀ + b) at the kept images: the residual as the epilogue of its Linear. The second output is memory for the product, where a backend has to store that on its own.</summary>
internal sealed record LinearResidual(int Site) : Op
{
    public override string Name => "linear_residual";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        var product = new Linear(HasBias: true).Infer([.. inputs.Skip(1)])[0];
        return [new Residual(Site).Infer([inputs[0], product])[0], product];
    }

    public override long Macs(Node node) => node.Inputs[1].Shape.Count * node.Output.Shape.Features;

    public override int InPlace(int output) => output == 0 ? 0 : -1;

    public override string Describe(Node node) =>
        $"{node.Output.Name} = {node.Inputs[0].Name} + scale·({node.Inputs[1].Name}·{node.Inputs[2].Name}ᵀ + {node.Inputs[3].Name}) at the kept images";
}

/// <summary>dX = dY·W; with a factor, (dY·W) ⊙ factor. Transposed: W is given as Wᵀ, (inputs, outputs).</summary>
internal sealed record LinearBackwardInput(int Features, bool HasFactor = false, bool IsTransposed = false) : Op
{
    public override string Name => (HasFactor ? "linear_backward_input_times" : "linear_backward_input") + (IsTransposed ? "_transposed" : "");

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        var (dY, weight) = (inputs[0], inputs[1]);
        var fits = IsTransposed ? weight == Shape.Of(Features, dY.Features) : dY.Features == weight.Sizes[0] && weight.Count == (long)dY.Features * Features;
        Expect(fits, $"{dY}·{weight}{(IsTransposed ? "ᵀ" : "")} is no (…, {Features})");
        var dX = dY.With(dY.Tokens, Features);
        Expect(!HasFactor || inputs[2] == dX, "the factor has the shape of the gradient");
        return [dX];
    }

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * Features;

    public override string Describe(Node node)
    {
        var product = $"{node.Inputs[0].Name}·{node.Inputs[1].Name}{(IsTransposed ? "ᵀ" : "")}";
        return HasFactor ? $"{node.Output.Name} = ({product}) ⊙ {node.Inputs[2].Name}" : $"{node.Output.Name} = {product}";
    }
}

/// <summary>dW += dYᵀ·x, summed over images and tokens.</summary>
internal sealed record LinearBackwardWeight : Op
{
    public override string Name => "linear_backward_weight";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Tokens == inputs[1].Tokens, "dY and x have the same tokens");
        return [Shape.Of(inputs[0].Features, inputs[1].Features)];
    }

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * node.Inputs[1].Shape.Features;

    public override string Describe(Node node) => $"{node.Output.Name} += {node.Inputs[0].Name}ᵀ·{node.Inputs[1].Name}";
}

/// <summary>Both gradients of a Linear's parameters in one step: dW += dYᵀ·x and dB += the sum of dY over images and tokens.</summary>
internal sealed record LinearBackwardWeightBias : Op
{
    public override string Name => "linear_backward_weight_bias";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [.. new LinearBackwardWeight().Infer(inputs), Shape.Of(inputs[0].Features)];

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * node.Inputs[1].Shape.Features;

    public override string Describe(Node node) =>
        $"{node.Output.Name} += {node.Inputs[0].Name}ᵀ·{node.Inputs[1].Name}, {node.Outputs[1].Name} += Σ_tokens {node.Inputs[0].Name}";
}

/// <summary>The sum over images and tokens: gradient of a bias or of an affine's shift.</summary>
internal sealed record SumTokens : Op
{
    public override string Name => "sum_tokens";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [Shape.Of(inputs[0].Features)];

    public override string Describe(Node node) => $"{node.Output.Name} += Σ_tokens {node.Inputs[0].Name}";
}
