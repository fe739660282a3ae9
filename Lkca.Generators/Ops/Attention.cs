using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>Scaled dot-product attention per image and head: softmax(Q·Kᵀ/√d_h)·V from the joint projection qkv (queries, keys, values side by side).
/// The log-sum-exp of each query's scores is kept, so that the backward pass recomputes the probabilities; or the probabilities themselves are.</summary>
internal sealed record Attention(int Heads, bool KeepsProbabilities = false) : Op
{
    public override string Name => KeepsProbabilities ? "attention_probabilities" : "attention";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        var qkv = inputs[0];
        Expect(qkv.Features % (3 * Heads) == 0, $"{qkv.Features} features do not divide into 3×{Heads} heads");
        return [qkv.With(qkv.Tokens, qkv.Features / 3), KeepsProbabilities ? qkv.With(Heads, qkv.Tokens, qkv.Tokens) : qkv.With(qkv.Tokens, Heads)];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        Expect(!KeepsProbabilities, "what is kept is chosen after differentiation");
        if (gradients.Of(node.Output) is { } dOutput)
        {
            var qkv = node.Inputs[0];
            gradients.Add(qkv, gradients.Emit(GradientScope.NameOf(qkv), new AttentionBackward(Heads), dOutput, node.Outputs[0], qkv, node.Outputs[1]));
        }
    }

    /// <summary>Q·Kᵀ and P·V.</summary>
    public override long Macs(Node node) => 2 * node.Output.Shape.Count * node.Output.Shape.Tokens;

    /// <summary>ptflops sees the softmax module's inputs only.</summary>
    public override long PtflopsCount(Node node) => (long)Heads * node.Output.Shape.Tokens * node.Output.Shape.Tokens;

    public override string Describe(Node node) => $"{node.Output.Name} = softmax(Q·Kᵀ/√d)·V per head, (Q, K, V) = {node.Inputs[0].Name}; "
        + (KeepsProbabilities ? $"{node.Outputs[1].Name} = the softmax" : $"{node.Outputs[1].Name} = log Σ exp of the scores");
}

/// <summary>dV = Pᵀ·dO; dS = P ⊙ (dO·Vᵀ − Σ dO ⊙ O); dQ = dS·K/√d_h; dK = dSᵀ·Q/√d_h, with P recomputed or kept.</summary>
internal sealed record AttentionBackward(int Heads, bool KeepsProbabilities = false) : Op
{
    public override string Name => KeepsProbabilities ? "attention_backward_probabilities" : "attention_backward";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[2]];

    /// <summary>Scores again where the probabilities were not kept, then dP, dV, dQ and dK.</summary>
    public override long Macs(Node node) => (KeepsProbabilities ? 4 : 5) * node.Inputs[0].Shape.Count * node.Inputs[0].Shape.Tokens;

    public override string Describe(Node node) =>
        $"{node.Output.Name}: P = {(KeepsProbabilities ? node.Inputs[3].Name : $"exp(Q·Kᵀ/√d − {node.Inputs[3].Name})")}, dV = Pᵀ·dO, dS = P ⊙ (dO·Vᵀ − Σ dO ⊙ O), dQ = dS·K/√d, dK = dSᵀ·Q/√d, dO = {node.Inputs[0].Name}";
}
