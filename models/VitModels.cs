using Lkca.Dsl;

namespace Lkca.Models;

// The paper's ViT baselines for CIFAR-10: a class token, self-attention in every block.

/// <summary>ViT 0.5M.</summary>
[VisionModel(Image = 32, Classes = 10)]
[PatchEmbed(Patch = 4, Width = 120)]
[Stage<MhsaMixer>(Depth = 4, Heads = 4, MlpRatio = 2)]
[Head(Pool = Pool.ClassToken)]
public abstract record Vit05M;

/// <summary>ViT 1M (ViT-Lite).</summary>
[VisionModel]
[PatchEmbed(Width = 136)]
[Stage<MhsaMixer>(Depth = 7, Heads = 8)]
public abstract record Vit1M : Vit05M;

/// <summary>ViT 2M.</summary>
[VisionModel]
[PatchEmbed(Width = 200)]
[Stage<MhsaMixer>(Depth = 6, Heads = 8)]
public abstract record Vit2M : Vit05M;

/// <summary>ViT base (ViT-Small of the paper), 2.7M.</summary>
[VisionModel]
[PatchEmbed(Width = 192)]
[Stage<MhsaMixer>(Depth = 9, Heads = 12)]
public abstract record VitB : Vit05M;

/// <summary>ViT 4M.</summary>
[VisionModel]
[PatchEmbed(Width = 264)]
[Stage<MhsaMixer>(Depth = 7, Heads = 8)]
public abstract record Vit4M : Vit05M;

/// <summary>ViT 8M.</summary>
[VisionModel]
[PatchEmbed(Width = 312)]
[Stage<MhsaMixer>(Depth = 10, Heads = 8)]
public abstract record Vit8M : Vit05M;
