namespace Lkca.Dsl;

/// <summary>What the generated code runs on.</summary>
public enum Backend
{
    /// <summary>The embedded SIMD kernels of Lkca.Runtime; needs nothing else.</summary>
    Cpu,

    /// <summary>TorchSharp operators, on CPU or CUDA.</summary>
    TorchSharp,

    /// <summary>ILGPU kernels specialised to the model's sizes.</summary>
    Ilgpu,
}
