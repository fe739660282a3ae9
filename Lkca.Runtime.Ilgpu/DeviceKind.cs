namespace Lkca.Runtime.Ilgpu;

/// <summary>What runs the kernels.</summary>
internal enum DeviceKind
{
    /// <summary>ILGPU's simulator: slow, for checking results.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,

    /// <summary>A GPU or CPU through OpenCL.</summary>
    OpenCL,
}
