using System;
using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>Scaled dot-product attention per image and head, from the joint projection qkv (B, tokens, 3·width).</summary>
public static class Attention
{
    /// <summary>softmax(Q·Kᵀ/√d)·V, (B, tokens, width), and the probabilities (B, heads, tokens, tokens).</summary>
    public static (torch.Tensor Output, torch.Tensor Probabilities) Forward(torch.Tensor qkv, int heads)
    {
        var (q, k, v) = Split(qkv, heads);
        var scores = q.mul(Scale(q)).bmm(k.transpose(1, 2));
        var probabilities = torch.nn.functional.softmax(scores, -1);
        var (images, tokens) = (qkv.shape[0], qkv.shape[1]);
        return (Merge(probabilities.bmm(v), images, heads), probabilities.view(images, heads, tokens, tokens));
    }

    /// <summary>dV = Pᵀ·dO; dS = P ⊙ (dO·Vᵀ − Σ dO ⊙ O); dQ = dS·K/√d; dK = dSᵀ·Q/√d: (B, tokens, 3·width).</summary>
    public static torch.Tensor Backward(torch.Tensor dOutput, torch.Tensor qkv, torch.Tensor probabilities, int heads)
    {
        var (q, k, v) = Split(qkv, heads);
        var (images, tokens) = (qkv.shape[0], qkv.shape[1]);
        var p = probabilities.view(images * heads, tokens, tokens);
        var dO = dOutput.view(images, tokens, heads, -1).transpose(1, 2).reshape(images * heads, tokens, -1);
        var dV = p.transpose(1, 2).bmm(dO);
        var dS = Native.SoftmaxBackward(dO.bmm(v.transpose(1, 2)), p).mul_(Scale(q));
        var dQ = dS.bmm(k);
        var dK = dS.transpose(1, 2).bmm(q);
        return torch.cat([Merge(dQ, images, heads), Merge(dK, images, heads), Merge(dV, images, heads)], 2);
    }

    private static double Scale(torch.Tensor q) => 1 / Math.Sqrt(q.shape[2]);

    /// <summary>Queries, keys and values, each (B·heads, tokens, width/heads).</summary>
    private static (torch.Tensor Q, torch.Tensor K, torch.Tensor V) Split(torch.Tensor qkv, int heads)
    {
        var (images, tokens) = (qkv.shape[0], qkv.shape[1]);
        var width = qkv.shape[2] / (3 * heads);
        var parts = qkv.view(images, tokens, 3, heads, width).permute(2, 0, 3, 1, 4).reshape(3, images * heads, tokens, width);
        return (parts.select(0, 0), parts.select(0, 1), parts.select(0, 2));
    }

    private static torch.Tensor Merge(torch.Tensor x, long images, int heads) =>
        x.view(images, heads, x.shape[1], x.shape[2]).transpose(1, 2).reshape(images, x.shape[1], heads * x.shape[2]);
}
