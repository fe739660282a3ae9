using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>The mean over the tokens of an image: (B, 1, features).</summary>
internal sealed record MeanTokens : Op
{
    public override string Name => "mean_tokens";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0].With(1, inputs[0].Features)];

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is { } dPooled)
        {
            var stream = node.Inputs[0];
            gradients.Add(stream, gradients.Emit(GradientScope.NameOf(stream), new MeanTokensBackward(stream.Shape.Tokens), dPooled));
        }
    }

    public override string Describe(Node node) => $"{node.Output.Name} = mean over tokens of {node.Inputs[0].Name}";
}

/// <summary>Every token gets 1/tokens of the gradient.</summary>
internal sealed record MeanTokensBackward(int Tokens) : Op
{
    public override string Name => "mean_tokens_backward";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0].With(Tokens, inputs[0].Features)];

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name}/{Tokens} at every token";
}

/// <summary>Token 0, the class token: (B, 1, features).</summary>
internal sealed record FirstToken : Op
{
    public override string Name => "first_token";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0].With(1, inputs[0].Features)];

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is { } dFirst)
        {
            var stream = node.Inputs[0];
            gradients.Add(stream, gradients.Emit(GradientScope.NameOf(stream), new FirstTokenBackward(stream.Shape.Tokens), dFirst));
        }
    }

    public override string Describe(Node node) => $"{node.Output.Name} = token 0 of {node.Inputs[0].Name}";
}

/// <summary>Token 0 gets the gradient, the others zero.</summary>
internal sealed record FirstTokenBackward(int Tokens) : Op
{
    public override string Name => "first_token_backward";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0].With(Tokens, inputs[0].Features)];

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} at token 0, zero elsewhere";
}
