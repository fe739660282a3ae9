using Lkca.Dsl;

namespace Lkca.Conformance.Models;

[VisionModel(Image = 16, Classes = 10)]
[PatchEmbed(Patch = 2, Width = 12)]
[Stage<LkcaMixer, MhsaMixer>(Depth = 4, Heads = 3, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record HybridAlternating;

[VisionModel(Image = 12, Classes = 10)]
[PatchEmbed(Patch = 2, Width = 16)]
[Stage<FourGroupLkca, FourGroupLkca, QkvBiasMhsa>(Depth = 4, Heads = 2, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record HybridTwoToOne;

/// <summary>Two stages on one record: the same blocks as the pattern LKCA, LKCA, MHSA.</summary>
[VisionModel(Image = 8, Channels = 1, Classes = 4)]
[PatchEmbed(Patch = 2, Width = 10)]
[Stage<LkcaMixer>(Depth = 2)]
[Stage<MhsaMixer>(Depth = 1, Heads = 2)]
[Head(Pool = Pool.Mean)]
public abstract record HybridTwoStages;
