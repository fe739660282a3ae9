using Lkca.Dsl;

namespace Zoo;

/// <summary>The base of the other project's model.</summary>
[VisionModel(Image = 16, Classes = 4)]
[PatchEmbed(Patch = 4, Width = 24)]
[Stage<LkcaMixer>(Depth = 2, Heads = 4, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record ZooBase;
