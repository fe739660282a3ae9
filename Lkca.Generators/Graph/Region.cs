using System.Collections.Generic;

namespace Lkca.Generators.Graph;

/// <summary>A part of the model that is emitted once: the embedding, one kind of block, or the head. A block region stands for all blocks of its kind.</summary>
internal sealed record Region
{
    /// <summary>PascalCase: Embedding, LkcaBlock, Head.</summary>
    public required string Name { get; init; }

    /// <summary>What stands before its parameters' paths; {i} is the block's number.</summary>
    public required string Prefix { get; init; }

    /// <summary>What the region computes, for the reader: one line.</summary>
    public required string Summary { get; init; }

    /// <summary>The images for the embedding, the residual stream otherwise.</summary>
    public required Value Input { get; init; }

    /// <summary>The residual stream, or the logits of the head.</summary>
    public required Value Output { get; init; }

    /// <summary>In state-dict order.</summary>
    public required IReadOnlyList<Value> Parameters { get; init; }

    public required IReadOnlyList<Node> Forward { get; init; }

    /// <summary>Filled by Differentiate.</summary>
    public IReadOnlyList<Node> Backward { get; init; } = [];

    /// <summary>Gradient of <see cref="Output"/>: input of the backward nodes. In the head the loss makes it.</summary>
    public Value? OutputGradient { get; init; }

    /// <summary>Gradient of <see cref="Input"/>.</summary>
    public Value? InputGradient { get; init; }

    /// <summary>Gradient of each parameter.</summary>
    public IReadOnlyDictionary<Value, Value> ParameterGradients { get; init; } = new Dictionary<Value, Value>();

    /// <summary>The lines of the model card that this region stands for.</summary>
    public required IReadOnlyList<Layer> Layers { get; init; }
}

/// <summary>A line of the model card: the nodes and parameters under one state-dict path.</summary>
/// <param name="Path">Below the prefix, for example lkca or mlp.</param>
/// <param name="Kind">Name of the mixer's record, or Mlp, LayerNorm, Linear, PatchEmbed.</param>
/// <param name="Output">The value whose shape is shown.</param>
/// <param name="Nodes">Its nodes as declared, for the costs.</param>
internal sealed record Layer(string Path, string Kind, Value Output, IReadOnlyList<Node> Nodes);
