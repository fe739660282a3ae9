using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Lkca.Runtime.Ilgpu;

/// <summary>Products of small matrices by the 32 lanes of a warp together: C (16×8) += A (16×8)·B (8×8), the factors in TF32, the sums in float32. A kernel is generic over this, so that
/// the same text runs on the matrix units of an NVIDIA GPU (<see cref="MmaTensorCore"/>) and, to check it, on the simulator (<see cref="SimulatedTensorCore"/>). Which lane holds which
/// entry is PTX's layout of mma.m16n8k8 (PTX ISA, "Matrix Fragments for mma.m16n8k8"): <see cref="FragmentA"/>, <see cref="FragmentB"/>, and of C, with g = lane/4 and t = lane mod 4, the
/// entries (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1).</summary>
/// <remarks>The sums of a tile are registers that only assembly can name; <see cref="Store"/> brings them to shared memory, to sums[((4·tile) + entry)·group size + thread]. At most
/// <see cref="TensorTiles.Most"/> tiles; every lane of a warp must call.</remarks>
public interface ITensorCore
{
    /// <summary>Once, before all others.</summary>
    static abstract void Open();

    /// <summary>C of <paramref name="tile"/>, a constant, = 0.</summary>
    static abstract void Clear(int tile, ArrayView<Output<float>> sums);

    /// <summary>C of <paramref name="tile"/>, a constant, += A·B.</summary>
    static abstract void MultiplyAdd(int tile, ArrayView<Output<float>> sums, FragmentA a, FragmentB b);

    /// <summary>C of <paramref name="tile"/>, a constant, to shared memory.</summary>
    static abstract void Store(int tile, ArrayView<Output<float>> sums);
}
