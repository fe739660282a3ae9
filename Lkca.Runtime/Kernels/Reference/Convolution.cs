using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>The LKCA operator as a direct convolution: the naive twins of <see cref="Cpu.Convolution"/>.</summary>
public static unsafe class Convolution
{
    /// <summary>Elements of scratch: none.</summary>
    public static long ScratchElements(int gridHeight, int gridWidth, int kernelHeight, int kernelWidth) => 0;

    /// <summary>out[i, j] = Σ K[u, v]·in[i + u − kh/2, j + v − kw/2] per channel: cross-correlation with zero padding.</summary>
    public static void Forward<T>(
        NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> kernel, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var grid = new Grid(gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        Tiled.Clear(output, images * gridHeight * gridWidth, features);
        for (var image = 0; image < images; image++)
        {
            for (var c = 0; c < features; c++)
            {
                for (var at = 0; at < grid.Pairs; at++)
                {
                    if (grid.Taps(at, image, c, out var place, out var source, out var tap))
                    {
                        output.Pointer[place] += kernel.Pointer[tap] * input.Pointer[source];
                    }
                }
            }
        }
    }

    /// <summary>dIn, the adjoint of <see cref="Forward"/>.</summary>
    public static void BackwardInput<T>(
        NativeSpan<T> dInput, NativeSpan<T> dOutput, NativeSpan<T> kernel, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var grid = new Grid(gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        Tiled.Clear(dInput, images * gridHeight * gridWidth, features);
        for (var image = 0; image < images; image++)
        {
            for (var c = 0; c < features; c++)
            {
                for (var at = 0; at < grid.Pairs; at++)
                {
                    if (grid.Taps(at, image, c, out var place, out var source, out var tap))
                    {
                        dInput.Pointer[source] += kernel.Pointer[tap] * dOutput.Pointer[place];
                    }
                }
            }
        }
    }

    /// <summary>dK[u, v] += Σ over images, the group's channels and positions of dOut·in.</summary>
    public static void BackwardKernel<T>(
        NativeSpan<T> dKernel, NativeSpan<T> dOutput, NativeSpan<T> input, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var grid = new Grid(gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        for (var image = 0; image < images; image++)
        {
            for (var c = 0; c < features; c++)
            {
                for (var at = 0; at < grid.Pairs; at++)
                {
                    if (grid.Taps(at, image, c, out var place, out var source, out var tap))
                    {
                        dKernel.Pointer[tap] += dOutput.Pointer[place] * input.Pointer[source];
                    }
                }
            }
        }
    }

    /// <summary>The (query, key) pairs of a grid and the kernel tap that joins them.</summary>
    private readonly record struct Grid(int Height, int Width, int KernelHeight, int KernelWidth, int Features, int Groups)
    {
        public int Pairs => Height * Width * Height * Width;

        public bool Taps(int pair, int image, int channel, out long query, out long key, out int tap)
        {
            int n = Height * Width, i = pair / n, p = pair % n;
            int u = KernelHeight / 2 - i / Width + p / Width, v = KernelWidth / 2 - i % Width + p % Width;
            query = Tiled.Index(image * n + i, channel, Features);
            key = Tiled.Index(image * n + p, channel, Features);
            tap = (channel / (Features / Groups) * KernelHeight + u) * KernelWidth + v;
            return u >= 0 && u < KernelHeight && v >= 0 && v < KernelWidth;
        }
    }
}
