using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Lkca.Runtime.Ilgpu;

/// <summary>The tensor core by its definition: lanes exchange their fragments, each makes its four entries of C. Slow; for ILGPU's simulator, whose warps have 32 lanes.</summary>
public readonly struct SimulatedTensorCore : ITensorCore
{
    /// <inheritdoc/>
    public static void Open()
    {
    }

    /// <inheritdoc/>
    public static void Clear(int tile, ArrayView<Output<float>> sums)
    {
        for (var entry = 0; entry < 4; entry++)
        {
            sums[(((4 * tile) + entry) * Group.DimX) + Group.IdxX] = default;
        }
    }

    /// <inheritdoc/>
    public static void MultiplyAdd(int tile, ArrayView<Output<float>> sums, FragmentA a, FragmentB b)
    {
        var g = Warp.LaneIdx / 4;
        var t = Warp.LaneIdx % 4;
        float c0 = 0, c1 = 0, c2 = 0, c3 = 0;
        for (var k = 0; k < 4; k++)
        {
            // Rows g and g + 8 of A at columns k and k + 4; columns 2t and 2t + 1 of B at rows k and k + 4.
            var row = Warp.Shuffle(a, (4 * g) + k);
            var left = Warp.Shuffle(b, (4 * (2 * t)) + k);
            var right = Warp.Shuffle(b, (4 * ((2 * t) + 1)) + k);
            c0 += (Value(row.UpperLeft) * Value(left.Upper)) + (Value(row.UpperRight) * Value(left.Lower));
            c1 += (Value(row.UpperLeft) * Value(right.Upper)) + (Value(row.UpperRight) * Value(right.Lower));
            c2 += (Value(row.LowerLeft) * Value(left.Upper)) + (Value(row.LowerRight) * Value(left.Lower));
            c3 += (Value(row.LowerLeft) * Value(right.Upper)) + (Value(row.LowerRight) * Value(right.Lower));
        }

        Add(sums, tile, 0, c0);
        Add(sums, tile, 1, c1);
        Add(sums, tile, 2, c2);
        Add(sums, tile, 3, c3);
    }

    /// <inheritdoc/>
    public static void Store(int tile, ArrayView<Output<float>> sums)
    {
    }

    private static void Add(ArrayView<Output<float>> sums, int tile, int entry, float value) => sums[(((4 * tile) + entry) * Group.DimX) + Group.IdxX].Value += value;

    /// <summary>What the unit reads: the upper 19 bits.</summary>
    private static float Value(int bits) => Interop.IntAsFloat((uint)bits & 0xFFFFE000);
}
