using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>Softmax cross-entropy of every image with soft targets and label smoothing s, and its gradient in one: q = (1−s)·target + s/classes,
/// loss = −Σ q·log softmax(logits), dLogits = (softmax·Σq − q)/batch.</summary>
internal sealed record CrossEntropy : Op
{
    public override string Name => "cross_entropy";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0].With(1, 1), inputs[0]];

    public override string Describe(Node node) =>
        $"{node.Outputs[0].Name} = −Σ q·log softmax({node.Inputs[0].Name}), {node.Outputs[1].Name} = (softmax({node.Inputs[0].Name})·Σq − q)/batch, q the smoothed targets";
}

/// <summary>Hands the logits of the group to the caller, (images, classes) row by row.</summary>
internal sealed record StoreLogits : Op
{
    public override string Name => "store_logits";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [];

    public override void Differentiate(GradientScope gradients, Node node)
    {
        // Nothing of the loss depends on the copy.
    }

    public override string Describe(Node node) => $"the caller's logits = {node.Inputs[0].Name}";
}
