namespace Lkca.Runtime;

/// <summary>One layer of the model card.</summary>
/// <param name="Path">State-dict path, for example blocks.0.lkca.</param>
/// <param name="Kind">What it is, for example "LkcaMixer".</param>
/// <param name="Shape">Output shape of one image, for example "64×210".</param>
/// <param name="Parameters">Trainable scalars.</param>
/// <param name="Macs">Multiply-accumulates per image.</param>
/// <param name="View">Chosen view of a large-kernel operator, or null.</param>
/// <param name="Heads">Heads of self-attention; 0 for every other layer.</param>
public sealed record LayerInfo(string Path, string Kind, string Shape, long Parameters, long Macs, string? View, int Heads = 0);
