using System.Collections.Generic;

namespace Lkca.Runtime.Inspection;

/// <summary>What one image leaves behind in a <see cref="PlainNetwork"/>.</summary>
public sealed class NetworkTrace
{
    private readonly PlainNetwork _network;
    private readonly IReadOnlyList<PlainStep> _blocks;

    internal NetworkTrace(PlainNetwork network, IReadOnlyList<PlainStep> blocks, IReadOnlyList<Matrix[]?> attention, double[] logits) =>
        (_network, _blocks, Attention, Logits) = (network, blocks, attention, logits);

    /// <summary>The logits.</summary>
    public IReadOnlyList<double> Logits { get; }

    /// <summary>Per block: the attention of each head (query, key), rows that sum to 1; null for blocks without self-attention.</summary>
    public IReadOnlyList<Matrix[]?> Attention { get; }

    /// <summary>The residual stream behind a block, tokens × features.</summary>
    public Matrix Stream(int block) => _blocks[block].Output;

    /// <summary>Gradient with respect to the image, (channels, height, width), of Σ seed ⊙ <see cref="Stream"/>(block).</summary>
    /// <param name="block">The block whose output is differentiated.</param>
    /// <param name="seed">Gradient of that output, tokens × features.</param>
    public double[] ImageGradient(int block, Matrix seed)
    {
        var gradient = seed;
        for (var i = block; i >= 0; i--)
        {
            gradient = _blocks[i].Pullback(gradient);
        }

        return _network.PatchGradient(gradient);
    }
}
