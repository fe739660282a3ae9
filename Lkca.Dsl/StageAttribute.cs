using System;

namespace Lkca.Dsl;

/// <summary>What all forms of <c>Stage</c> state. Several stages on one record form one list; stating any stage restates the list, and what
/// stage k does not
/// state comes from stage k of the base record. Blocks are numbered through all stages.
/// <example><code>
/// [Stage&lt;LkcaMixer&gt;(Depth = 6)]
/// [Stage&lt;MhsaMixer&gt;(Depth = 3, Heads = 12)]
/// </code></example></summary>
public abstract class StageAttribute : Attribute
{
    /// <summary>Number of blocks, at least 1. The mixer of block i is the pattern's i-th, the pattern repeating.
    /// <example><c>[Stage&lt;LkcaMixer&gt;(Depth = 10)]</c></example></summary>
    public int Depth { get; set; }

    /// <summary>Heads of the stage's attention mixers; divides the model's width. Large-kernel mixers have none.
    /// <example><c>[Stage&lt;LkcaMixer, MhsaMixer&gt;(Depth = 12, Heads = 10)]</c></example></summary>
    public int Heads { get; set; }

    /// <summary>Hidden features of a block's MLP per feature of the model, 2 where it is not stated; the product with the width is rounded down.
    /// <example><c>[Stage&lt;LkcaMixer&gt;(Depth = 12, MlpRatio = 3)]</c></example></summary>
    public double MlpRatio { get; set; } = 2;
}
