using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Lkca.Runtime.Ilgpu;

/// <summary>The tensor core by its definition: lanes exchange their fragments, each makes its four entries of C. For ILGPU's simulator, whose warps have 32 lanes, each a thread of the
/// system: what takes time there are barriers. Fragments go through the tile's own sums, which are in registers meanwhile: four barriers, as many as a single shuffle of the simulator has.</summary>
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
        float s0 = Entry(sums, tile, 0), s1 = Entry(sums, tile, 1), s2 = Entry(sums, tile, 2), s3 = Entry(sums, tile, 3);

        // The row of lanes that holds rows g and g + 8 of A, at columns k and k + 4.
        Set(sums, tile, 0, a.UpperLeft);
        Set(sums, tile, 1, a.LowerLeft);
        Set(sums, tile, 2, a.UpperRight);
        Set(sums, tile, 3, a.LowerRight);
        Warp.Barrier();
        var (row0, row1, row2, row3) = (Row(sums, tile, 4 * g), Row(sums, tile, (4 * g) + 1), Row(sums, tile, (4 * g) + 2), Row(sums, tile, (4 * g) + 3));

        // The two rows of lanes that hold columns 2t and 2t + 1 of B, at rows k and k + 4.
        Warp.Barrier();
        Set(sums, tile, 0, b.Upper);
        Set(sums, tile, 1, b.Lower);
        Warp.Barrier();
        float c0 = 0, c1 = 0, c2 = 0, c3 = 0;
        Add(ref c0, ref c2, row0, sums, tile, 8 * t);
        Add(ref c0, ref c2, row1, sums, tile, (8 * t) + 1);
        Add(ref c0, ref c2, row2, sums, tile, (8 * t) + 2);
        Add(ref c0, ref c2, row3, sums, tile, (8 * t) + 3);
        Add(ref c1, ref c3, row0, sums, tile, (8 * t) + 4);
        Add(ref c1, ref c3, row1, sums, tile, (8 * t) + 5);
        Add(ref c1, ref c3, row2, sums, tile, (8 * t) + 6);
        Add(ref c1, ref c3, row3, sums, tile, (8 * t) + 7);

        Warp.Barrier();
        sums[At(tile, 0, Warp.LaneIdx)].Value = s0 + c0;
        sums[At(tile, 1, Warp.LaneIdx)].Value = s1 + c1;
        sums[At(tile, 2, Warp.LaneIdx)].Value = s2 + c2;
        sums[At(tile, 3, Warp.LaneIdx)].Value = s3 + c3;
    }

    /// <inheritdoc/>
    public static void Store(int tile, ArrayView<Output<float>> sums)
    {
    }

    private static int At(int tile, int entry, int lane) => (((4 * tile) + entry) * Group.DimX) + Group.IdxX - Warp.LaneIdx + lane;

    private static float Entry(ArrayView<Output<float>> sums, int tile, int entry) => sums[At(tile, entry, Warp.LaneIdx)].Value;

    private static void Set(ArrayView<Output<float>> sums, int tile, int entry, int bits) => sums[At(tile, entry, Warp.LaneIdx)].Value = Value(bits);

    private static Float4 Row(ArrayView<Output<float>> sums, int tile, int lane) =>
        new(sums[At(tile, 0, lane)].Value, sums[At(tile, 1, lane)].Value, sums[At(tile, 2, lane)].Value, sums[At(tile, 3, lane)].Value);

    /// <summary>What one lane's column of B adds to rows g and g + 8.</summary>
    private static void Add(ref float upper, ref float lower, Float4 row, ArrayView<Output<float>> sums, int tile, int lane)
    {
        float left = sums[At(tile, 0, lane)].Value, right = sums[At(tile, 1, lane)].Value;
        upper += (row.X * left) + (row.Z * right);
        lower += (row.Y * left) + (row.W * right);
    }

    /// <summary>What the unit reads: the upper 19 bits.</summary>
    private static float Value(int bits) => Interop.IntAsFloat((uint)bits & 0xFFFFE000);
}
