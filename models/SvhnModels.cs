using Lkca.Dsl;

namespace Lkca.Models;

// SVHN: ten classes at 32×32, the shapes of the CIFAR-10 models under names of their own.

/// <summary><see cref="Vit05M"/> for SVHN.</summary>
[VisionModel]
public abstract record Vit05MSvhn : Vit05M;

/// <summary><see cref="Vit1M"/> for SVHN.</summary>
[VisionModel]
public abstract record Vit1MSvhn : Vit1M;

/// <summary><see cref="Vit2M"/> for SVHN.</summary>
[VisionModel]
public abstract record Vit2MSvhn : Vit2M;

/// <summary><see cref="VitB"/> for SVHN.</summary>
[VisionModel]
public abstract record VitBSvhn : VitB;

/// <summary><see cref="Vit4M"/> for SVHN.</summary>
[VisionModel]
public abstract record Vit4MSvhn : Vit4M;

/// <summary><see cref="Vit8M"/> for SVHN.</summary>
[VisionModel]
public abstract record Vit8MSvhn : Vit8M;

/// <summary><see cref="Lkca05M"/> for SVHN.</summary>
[VisionModel]
public abstract record Lkca05MSvhn : Lkca05M;

/// <summary><see cref="LkcaT"/> for SVHN.</summary>
[VisionModel]
public abstract record LkcaTSvhn : LkcaT;

/// <summary><see cref="Lkca2M"/> for SVHN.</summary>
[VisionModel]
public abstract record Lkca2MSvhn : Lkca2M;

/// <summary><see cref="LkcaB"/> for SVHN.</summary>
[VisionModel]
public abstract record LkcaBSvhn : LkcaB;

/// <summary><see cref="Lkca4M"/> for SVHN.</summary>
[VisionModel]
public abstract record Lkca4MSvhn : Lkca4M;

/// <summary><see cref="Lkca8M"/> for SVHN.</summary>
[VisionModel]
public abstract record Lkca8MSvhn : Lkca8M;

/// <summary><see cref="LkcaL"/> for SVHN.</summary>
[VisionModel]
public abstract record LkcaLSvhn : LkcaL;
