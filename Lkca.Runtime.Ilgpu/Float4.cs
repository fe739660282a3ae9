using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace Lkca.Runtime.Ilgpu;

/// <summary>Four neighbouring floats: one 16-byte load or store. Rows of activations start at multiples of four floats, so every row is a sequence of these.</summary>
/// <param name="X">The first.</param>
/// <param name="Y">The second.</param>
/// <param name="Z">The third.</param>
/// <param name="W">The fourth.</param>
public readonly record struct Float4(float X, float Y, float Z, float W)
{
    /// <summary>a·x + sum, lane by lane: a multiplication and an addition, which the driver's compiler contracts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 MultiplyAdd(float a, Float4 x, Float4 sum) => new((a * x.X) + sum.X, (a * x.Y) + sum.Y, (a * x.Z) + sum.Z, (a * x.W) + sum.W);

    /// <summary>x ⊙ y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Multiply(Float4 x, Float4 y) => new(x.X * y.X, x.Y * y.Y, x.Z * y.Z, x.W * y.W);

    /// <summary>x + y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Add(Float4 x, Float4 y) => new(x.X + y.X, x.Y + y.Y, x.Z + y.Z, x.W + y.W);

    /// <summary>sum + x·y, the four products in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(Float4 x, Float4 y, float sum) => sum + (x.X * y.X) + (x.Y * y.Y) + (x.Z * y.Z) + (x.W * y.W);

    /// <summary>The first <paramref name="count"/> values, zero behind them: what lies behind the last feature of a row is nobody's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 First(Float4 x, int count) => new(count > 0 ? x.X : 0, count > 1 ? x.Y : 0, count > 2 ? x.Z : 0, count > 3 ? x.W : 0);

    /// <summary>The same memory in fours. It starts at a multiple of 16 bytes, as every tensor of the plan does: without that promise the loads would be scalar.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ArrayView<Float4> Of(ArrayView<float> view) => view.AsAligned(16).Cast<Float4>();
}
