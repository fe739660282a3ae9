using Lkca.Dsl;

// What the reference script cannot declare, in float64: checked against the naive network and by finite differences.
namespace Lkca.Conformance.Models;

[MhsaOptions(ProjectionBias = false)]
public abstract record NoProjectionBiasMhsa : MhsaMixer;

[VisionModel(Image = 8, Channels = 2, Classes = 3)]
[PatchEmbed(Patch = 2, Width = 12)]
[Stage<NoProjectionBiasMhsa>(Depth = 2, Heads = 3)]
[Head(Pool = Pool.ClassToken)]
[Precision(Precision.Float64)]
public abstract record OtherNoProjectionBias;

/// <summary>Stages that differ in hidden width.</summary>
[VisionModel(Image = 8, Channels = 2, Classes = 3)]
[PatchEmbed(Patch = 2, Width = 12)]
[Stage<LkcaMixer, MhsaMixer>(Depth = 2, Heads = 2, MlpRatio = 3)]
[Stage<MhsaMixer>(Depth = 1, Heads = 2, MlpRatio = 0.5)]
[Head(Pool = Pool.Mean)]
[Precision(Precision.Float64)]
public abstract record OtherMlpRatioPerStage;

/// <summary>A grid of one token: the kernel is one number.</summary>
#pragma warning disable LKCA0703 // the degenerate case is what is tested
[VisionModel(Image = 4, Channels = 2, Classes = 3)]
[PatchEmbed(Patch = 4, Width = 8)]
[Stage<LkcaMixer>(Depth = 2)]
[Head(Pool = Pool.Mean)]
[Precision(Precision.Float64)]
public abstract record OtherSingleToken;
#pragma warning restore LKCA0703

/// <summary>A grid of one row.</summary>
[VisionModel(Height = 2, Width = 18, Channels = 2, Classes = 3)]
[PatchEmbed(Patch = 2, Width = 9)]
[Stage<LkcaMixer>(Depth = 2)]
[Head(Pool = Pool.Mean)]
[Precision(Precision.Float64)]
public abstract record OtherSingleRow;

/// <summary>256 tokens: four tiles per image.</summary>
[VisionModel(Image = 32, Channels = 1, Classes = 3)]
[PatchEmbed(Patch = 2, Width = 6)]
[Stage<LkcaMixer>(Depth = 1)]
[Head(Pool = Pool.Mean)]
[Precision(Precision.Float64)]
public abstract record OtherLargeGrid;
