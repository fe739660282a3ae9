using Lkca.Dsl;

namespace Lkca.Models;

// Large kernels and self-attention in one model, about 2.7M parameters each. The first and the last have the same blocks in another order.

/// <summary>LKCA and self-attention in turn.</summary>
[VisionModel(Image = 32, Classes = 10)]
[PatchEmbed(Patch = 4, Width = 208)]
[Stage<LkcaMixer, MhsaMixer>(Depth = 9, Heads = 13, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record HybridAlternating;

/// <summary>Two LKCA blocks, then one self-attention block, three times.</summary>
[VisionModel]
[PatchEmbed(Width = 210)]
[Stage<LkcaMixer, LkcaMixer, MhsaMixer>(Depth = 9, Heads = 14)]
public abstract record HybridTwoToOne : HybridAlternating;

/// <summary>LKCA below, self-attention above.</summary>
[VisionModel]
[Stage<LkcaMixer>(Depth = 5)]
[Stage<MhsaMixer>(Depth = 4, Heads = 13)]
public abstract record HybridLkcaThenMhsa : HybridAlternating;
