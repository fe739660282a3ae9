using Lkca.Dsl;

namespace Lkca.Models;

// Tiny-ImageNet: 200 classes at 64×64 and patches of 8, so the same 8×8 grid.

/// <summary><see cref="Vit05M"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record Vit05MTinyImageNet : Vit05M;

/// <summary><see cref="Vit1M"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record Vit1MTinyImageNet : Vit1M;

/// <summary><see cref="Vit2M"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record Vit2MTinyImageNet : Vit2M;

/// <summary><see cref="VitB"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record VitBTinyImageNet : VitB;

/// <summary><see cref="Vit4M"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record Vit4MTinyImageNet : Vit4M;

/// <summary><see cref="Vit8M"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record Vit8MTinyImageNet : Vit8M;

/// <summary><see cref="Lkca05M"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record Lkca05MTinyImageNet : Lkca05M;

/// <summary><see cref="LkcaT"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record LkcaTTinyImageNet : LkcaT;

/// <summary><see cref="Lkca2M"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record Lkca2MTinyImageNet : Lkca2M;

/// <summary><see cref="LkcaB"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record LkcaBTinyImageNet : LkcaB;

/// <summary><see cref="Lkca4M"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record Lkca4MTinyImageNet : Lkca4M;

/// <summary><see cref="Lkca8M"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record Lkca8MTinyImageNet : Lkca8M;

/// <summary><see cref="LkcaL"/> for Tiny-ImageNet.</summary>
[VisionModel(Image = 64, Classes = 200), PatchEmbed(Patch = 8)]
public abstract record LkcaLTinyImageNet : LkcaL;
