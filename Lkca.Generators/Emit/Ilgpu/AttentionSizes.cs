using System;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Constants of a self-attention kernel.</summary>
/// <param name="Width">Features of the output, all heads together.</param>
/// <param name="QkvStride">From one token's queries, keys and values to the next.</param>
/// <param name="OutStride">From one token's output to the next.</param>
/// <param name="HeadStride">From one token's log-sum-exps to the next.</param>
internal sealed record AttentionSizes(int Heads, int Tokens, int Width, int QkvStride, int OutStride, int HeadStride)
{
    private const int MaxThreads = 128;
    private const int TileBytes = 24 * 1024;

    public int HeadWidth => Width / Heads;

    /// <summary>Threads of a group, each with one token.</summary>
    public int Threads => DivideUp(Tokens, TokenGroups);

    /// <summary>Groups that the tokens of an image take.</summary>
    public int TokenGroups => DivideUp(Tokens, MaxThreads);

    /// <summary>Rows of two operands in shared memory at a time.</summary>
    public int RowsStaged => DivideUp(Tokens, DivideUp(Tokens, Math.Max(1, TileBytes / (8 * (HeadWidth + 1)))));

    public static AttentionSizes Of(int heads, Shape output, BackendTraits traits) => new(
        heads, output.Tokens, output.Features, traits.RowStride(3 * output.Features), traits.RowStride(output.Features), traits.RowStride(heads));

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
