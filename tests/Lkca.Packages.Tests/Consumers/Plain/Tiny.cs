using Lkca.Dsl;

namespace Research.Lkca;

/// <summary>A model in a namespace that ends as the library's begins.</summary>
[VisionModel(Image = 16, Classes = 4)]
[PatchEmbed(Patch = 4, Width = 24)]
[Stage<LkcaMixer, MhsaMixer>(Depth = 2, Heads = 4, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
internal abstract record Tiny;
