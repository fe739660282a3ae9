using Lkca.Dsl;

namespace Lkca.Models.Ilgpu;

// Models of the paper with one word changed: they run as ILGPU kernels, on an NVIDIA GPU, through OpenCL, or on ILGPU's simulator.

/// <summary>LKCA base.</summary>
[VisionModel]
[Backend(Backend.Ilgpu)]
public abstract record LkcaBIlgpu : LkcaB;

/// <summary>ViT base.</summary>
[VisionModel]
[Backend(Backend.Ilgpu)]
public abstract record VitBIlgpu : VitB;

/// <summary>LKCA and self-attention in turn.</summary>
[VisionModel]
[Backend(Backend.Ilgpu)]
public abstract record HybridAlternatingIlgpu : HybridAlternating;
