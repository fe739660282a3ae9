using Lkca.Dsl;

[VisionModel(Image = 32, Classes = 10)]
[PatchEmbed(Patch = 4, Width = 210)]
[Stage<MhsaMixer>(Depth = 2, Heads = 12, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record TwelveHeads;
