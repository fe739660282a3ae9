using Lkca.Dsl;

namespace Lkca.Models.TorchSharp;

// Models of the paper with one word changed: they run in torch operations, on the CPU or on an NVIDIA GPU.

/// <summary>LKCA base.</summary>
[VisionModel]
[Backend(Backend.TorchSharp)]
public abstract record LkcaBTorchSharp : LkcaB;

/// <summary>ViT base.</summary>
[VisionModel]
[Backend(Backend.TorchSharp)]
public abstract record VitBTorchSharp : VitB;

/// <summary>LKCA and self-attention in turn.</summary>
[VisionModel]
[Backend(Backend.TorchSharp)]
public abstract record HybridAlternatingTorchSharp : HybridAlternating;
