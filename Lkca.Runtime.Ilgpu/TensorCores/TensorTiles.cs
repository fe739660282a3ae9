using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Lkca.Runtime.Ilgpu;

/// <summary>What kernels on tensor cores share.</summary>
public static class TensorTiles
{
    /// <summary>Tiles of sums that a thread can have.</summary>
    public const int Most = 18;

    /// <summary>The bits of x for a TF32 factor. The unit reads the upper 19 bits; half a unit of the last one added before makes that rounding to nearest, ties away from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Round(float x) => (int)Interop.FloatAsInt(x) + 0x1000;

    /// <summary>An entry of a tile's C after Store: 0 … 3 are (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(ArrayView<Output<float>> sums, int tile, int entry, int thread) => sums[(((4 * tile) + entry) * Group.DimX) + thread].Value;
}
