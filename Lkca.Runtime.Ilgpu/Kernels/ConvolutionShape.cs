namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>Sizes of a large kernel over a token grid.</summary>
/// <param name="GridHeight">Token rows.</param>
/// <param name="GridWidth">Token columns.</param>
/// <param name="KernelHeight">Kernel rows, odd.</param>
/// <param name="KernelWidth">Kernel columns, odd.</param>
/// <param name="Groups">Kernels, one per contiguous group of channels.</param>
/// <param name="Features">Channels.</param>
/// <param name="Stride">From one token's row to the next.</param>
internal readonly record struct ConvolutionShape(int GridHeight, int GridWidth, int KernelHeight, int KernelWidth, int Groups, int Features, int Stride);
