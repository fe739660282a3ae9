using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>Cuts images (B, C, H, W) into patches: (B, grid tokens, C·ph·pw), a row ordered as a flattened convolution weight (c, y, x).</summary>
internal sealed record Patches(int PatchHeight, int PatchWidth) : Op
{
    public override string Name => "patches";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        var sizes = inputs[0].Sizes;
        Expect(sizes.Count == 3 && sizes[1] % PatchHeight == 0 && sizes[2] % PatchWidth == 0, $"{inputs[0]} does not divide into {PatchHeight}×{PatchWidth} patches");
        return [inputs[0].With(sizes[1] / PatchHeight * (sizes[2] / PatchWidth), sizes[0] * PatchHeight * PatchWidth)];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is { } dPatches)
        {
            var sizes = node.Inputs[0].Shape.Sizes;
            gradients.Add(node.Inputs[0], gradients.Emit(GradientScope.NameOf(node.Inputs[0]), new PatchesBackward(PatchHeight, PatchWidth, sizes[0], sizes[1], sizes[2]), dPatches));
        }
    }

    public override string Describe(Node node) => $"{node.Output.Name} = {PatchHeight}×{PatchWidth} patches of {node.Inputs[0].Name}";
}

/// <summary>Writes the gradient of every pixel back to its place in the image.</summary>
internal sealed record PatchesBackward(int PatchHeight, int PatchWidth, int Channels, int Height, int Width) : Op
{
    public override string Name => "patches_backward";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0].With(Channels, Height, Width)];

    public override string Describe(Node node) => $"{node.Output.Name} = pixels of {node.Inputs[0].Name}";
}

/// <summary>z = x + position, the same for every image; the position embedding comes transposed, (features, tokens).</summary>
internal sealed record AddPosition : Op
{
    public override string Name => "add_position";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[1].Sizes.Count == 2 && inputs[1].Sizes[0] == inputs[0].Features && inputs[1].Sizes[1] == inputs[0].Tokens, $"positions {inputs[1]} do not fit {inputs[0]}");
        return [inputs[0]];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is { } dZ)
        {
            gradients.Add(node.Inputs[0], dZ);
            gradients.Add(node.Inputs[1], gradients.Emit(GradientScope.NameOf(node.Inputs[1]), new SumImages(), dZ));
        }
    }

    public override int InPlace(int output) => 0;

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} + {node.Inputs[1].Name}ᵀ";
}

/// <summary>The sum over images, transposed: (features, tokens).</summary>
internal sealed record SumImages : Op
{
    public override string Name => "sum_images";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [Shape.Of(inputs[0].Features, inputs[0].Tokens)];

    public override string Describe(Node node) => $"{node.Output.Name} += Σ_images {node.Inputs[0].Name}ᵀ";
}

/// <summary>Puts the class token in front of the grid's tokens.</summary>
internal sealed record PrependClass : Op
{
    public override string Name => "prepend_class";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[1].Count == inputs[0].Features, $"a class token of {inputs[1].Count} entries on {inputs[0]}");
        return [inputs[0].With(inputs[0].Tokens + 1, inputs[0].Features)];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is { } dZ)
        {
            gradients.Add(node.Inputs[0], gradients.Emit(GradientScope.NameOf(node.Inputs[0]), new DropClass(), dZ));
            gradients.Add(node.Inputs[1], gradients.Emit(GradientScope.NameOf(node.Inputs[1]), new SumClass(), dZ));
        }
    }

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[1].Name} before {node.Inputs[0].Name}";
}

/// <summary>The grid's tokens without the class token.</summary>
internal sealed record DropClass : Op
{
    public override string Name => "drop_class";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0].With(inputs[0].Tokens - 1, inputs[0].Features)];

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name} without token 0";
}

/// <summary>The sum of the class tokens over images.</summary>
internal sealed record SumClass : Op
{
    public override string Name => "sum_class";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [Shape.Of(inputs[0].Features)];

    public override string Describe(Node node) => $"{node.Output.Name} += Σ_images token 0 of {node.Inputs[0].Name}";
}
