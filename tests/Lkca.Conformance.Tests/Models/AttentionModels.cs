using Lkca.Dsl;

namespace Lkca.Conformance.Models;

[VisionModel(Image = 16, Classes = 10)]
[PatchEmbed(Patch = 4, Width = 15)]
[Stage<QkvBiasMhsa>(Depth = 2, Heads = 3, MlpRatio = 2)]
[Head(Pool = Pool.ClassToken)]
public abstract record MhsaClassToken;

/// <summary>65 tokens per image: images straddle the tiles of 64 tokens.</summary>
[VisionModel(Image = 16, Classes = 10)]
[PatchEmbed(Patch = 2, Width = 12)]
[Stage<MhsaMixer>(Depth = 2, Heads = 4, MlpRatio = 3)]
[Head(Pool = Pool.ClassToken)]
public abstract record MhsaClassTokenStraddling;

[VisionModel(Height = 12, Width = 20, Classes = 11)]
[PatchEmbed(Patch = 4, Width = 10)]
[Stage<MhsaMixer>(Depth = 2, Heads = 2, MlpRatio = 1.5)]
[Head(Pool = Pool.Mean)]
public abstract record MhsaMean;

[VisionModel(Image = 16, Channels = 1, Classes = 10)]
[PatchEmbed(Patch = 2, Width = 12)]
[Stage<QkvBiasMhsa>(Depth = 2, Heads = 3, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record MhsaMeanQkvBias;
