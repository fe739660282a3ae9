using Lkca.Dsl;

namespace Lkca.Agreement;

/// <summary>Both mixers in turn on a small grid; it names no backend, and its three heirs differ in one word.</summary>
[VisionModel(Image = 16, Classes = 7)]
[PatchEmbed(Patch = 4, Width = 24)]
[Stage<LkcaMixer, MhsaMixer>(Depth = 4, Heads = 3)]
[Head(Pool = Pool.Mean)]
public abstract record Hybrid;

[VisionModel]
[Backend(Backend.Cpu)]
public abstract record HybridOnCpu : Hybrid;

[VisionModel]
[Backend(Backend.TorchSharp)]
public abstract record HybridOnTorchSharp : Hybrid;

[VisionModel]
[Backend(Backend.Ilgpu)]
public abstract record HybridOnIlgpu : Hybrid;
