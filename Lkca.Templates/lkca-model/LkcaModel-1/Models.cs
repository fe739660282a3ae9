using Lkca.Dsl;

namespace Models;

/// <summary>Large-kernel convolutional attention and self-attention in turn, four blocks. The build makes the class SmallHybridModel of it.</summary>
[VisionModel(Image = 32, Classes = 10)]
[PatchEmbed(Patch = 4, Width = 64)]
[Stage<LkcaMixer, MhsaMixer>(Depth = 4, Heads = 4, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record SmallHybrid;
