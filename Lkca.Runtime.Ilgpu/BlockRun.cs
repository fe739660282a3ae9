using Lkca.Runtime.Execution;

namespace Lkca.Runtime.Ilgpu;

/// <summary>Blocks of one kind whose tensors lie the same distance apart in every section, so that one kernel can do for all of them what has no batch.</summary>
/// <param name="First">Where the first one's lie.</param>
/// <param name="Count">How many blocks.</param>
/// <param name="Step">From one block to the next.</param>
public readonly record struct BlockRun(Place First, int Count, Place Step)
{
    /// <summary>A single block, or the embedding, or the head.</summary>
    public static implicit operator BlockRun(Place place) => FromPlace(place);

    /// <inheritdoc cref="op_Implicit(Place)"/>
    public static BlockRun FromPlace(Place place) => new(place, 1, default);
}
