using Lkca.Dsl;

namespace Lkca.Models;

// The paper's LKCA rows for CIFAR-10. The published counts carry one class-token vector that is never used; these models do not: count + width = published.

/// <summary>LKCA 0.5M.</summary>
[VisionModel(Image = 32, Classes = 10)]
[PatchEmbed(Patch = 4, Width = 100)]
[Stage<LkcaMixer>(Depth = 8, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record Lkca05M;

/// <summary>LKCA-T, 1M.</summary>
[VisionModel]
[PatchEmbed(Width = 136)]
[Stage<LkcaMixer>(Depth = 9)]
public abstract record LkcaT : Lkca05M;

/// <summary>LKCA 2M.</summary>
[VisionModel]
[PatchEmbed(Width = 192)]
[Stage<LkcaMixer>(Depth = 9)]
public abstract record Lkca2M : Lkca05M;

/// <summary>LKCA-B, 2.7M: the paper's base model.</summary>
[VisionModel(Image = 32, Classes = 10)]
[PatchEmbed(Patch = 4, Width = 210)]
[Stage<LkcaMixer>(Depth = 10, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record LkcaB;

/// <summary>LKCA 4M.</summary>
[VisionModel]
[PatchEmbed(Width = 246)]
[Stage<LkcaMixer>(Depth = 11)]
public abstract record Lkca4M : Lkca05M;

/// <summary>LKCA 8M.</summary>
[VisionModel]
[PatchEmbed(Width = 306)]
[Stage<LkcaMixer>(Depth = 14)]
public abstract record Lkca8M : Lkca05M;

/// <summary>LKCA-L, 12.5M.</summary>
[VisionModel]
[PatchEmbed(Width = 360)]
[Stage<LkcaMixer>(Depth = 12, MlpRatio = 3)]
public abstract record LkcaL : Lkca05M;
