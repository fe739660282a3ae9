using Lkca.Dsl;

namespace Lkca.Models;

// CIFAR-100: 100 classes, otherwise the CIFAR-10 models.

/// <summary><see cref="Vit05M"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record Vit05MCifar100 : Vit05M;

/// <summary><see cref="Vit1M"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record Vit1MCifar100 : Vit1M;

/// <summary><see cref="Vit2M"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record Vit2MCifar100 : Vit2M;

/// <summary><see cref="VitB"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record VitBCifar100 : VitB;

/// <summary><see cref="Vit4M"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record Vit4MCifar100 : Vit4M;

/// <summary><see cref="Vit8M"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record Vit8MCifar100 : Vit8M;

/// <summary><see cref="Lkca05M"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record Lkca05MCifar100 : Lkca05M;

/// <summary><see cref="LkcaT"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record LkcaTCifar100 : LkcaT;

/// <summary><see cref="Lkca2M"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record Lkca2MCifar100 : Lkca2M;

/// <summary><see cref="LkcaB"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record LkcaBCifar100 : LkcaB;

/// <summary><see cref="Lkca4M"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record Lkca4MCifar100 : Lkca4M;

/// <summary><see cref="Lkca8M"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record Lkca8MCifar100 : Lkca8M;

/// <summary><see cref="LkcaL"/> for CIFAR-100.</summary>
[VisionModel(Classes = 100)]
public abstract record LkcaLCifar100 : LkcaL;
