using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Two neighbouring vectors.</summary>
internal readonly struct VectorPair<TVec>(TVec a, TVec b)
    where TVec : unmanaged
{
    /// <summary>The first.</summary>
    public readonly TVec A = a;

    /// <summary>The one behind it.</summary>
    public readonly TVec B = b;
}

/// <summary>The operations on two vectors in step, for kernels in which one vector's operations wait for each other, or whose vectors should be as wide as lines are.</summary>
internal unsafe readonly struct SimdPair<TOps, TVec, T> : ISimd<VectorPair<TVec>, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged
{
    public static int Lanes => 2 * TOps.Lanes;

    public static int PanelVectors => 1;

    public static VectorPair<TVec> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TOps.Zero, TOps.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> Load(T* source) => new(TOps.Load(source), TOps.Load(source + TOps.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, VectorPair<TVec> value)
    {
        TOps.Store(destination, value.A);
        TOps.Store(destination + TOps.Lanes, value.B);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> Broadcast(T value) => new(TOps.Broadcast(value), TOps.Broadcast(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> Add(VectorPair<TVec> a, VectorPair<TVec> b) => new(TOps.Add(a.A, b.A), TOps.Add(a.B, b.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> Subtract(VectorPair<TVec> a, VectorPair<TVec> b) => new(TOps.Subtract(a.A, b.A), TOps.Subtract(a.B, b.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> Multiply(VectorPair<TVec> a, VectorPair<TVec> b) => new(TOps.Multiply(a.A, b.A), TOps.Multiply(a.B, b.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> Divide(VectorPair<TVec> a, VectorPair<TVec> b) => new(TOps.Divide(a.A, b.A), TOps.Divide(a.B, b.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> Abs(VectorPair<TVec> a) => new(TOps.Abs(a.A), TOps.Abs(a.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> Sqrt(VectorPair<TVec> a) => new(TOps.Sqrt(a.A), TOps.Sqrt(a.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> Fma(VectorPair<TVec> a, VectorPair<TVec> b, VectorPair<TVec> addend) => new(TOps.Fma(a.A, b.A, addend.A), TOps.Fma(a.B, b.B, addend.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> SelectGreater(VectorPair<TVec> a, VectorPair<TVec> b, VectorPair<TVec> whenTrue, VectorPair<TVec> whenFalse) =>
        new(TOps.SelectGreater(a.A, b.A, whenTrue.A, whenFalse.A), TOps.SelectGreater(a.B, b.B, whenTrue.B, whenFalse.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> SelectSign(VectorPair<TVec> sign, VectorPair<TVec> whenSet, VectorPair<TVec> whenClear) =>
        new(TOps.SelectSign(sign.A, whenSet.A, whenClear.A), TOps.SelectSign(sign.B, whenSet.B, whenClear.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> PowerOfTwo(VectorPair<TVec> shifted) => new(TOps.PowerOfTwo(shifted.A), TOps.PowerOfTwo(shifted.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> ScaleByPower(VectorPair<TVec> value, VectorPair<TVec> shifted) => new(TOps.ScaleByPower(value.A, shifted.A), TOps.ScaleByPower(value.B, shifted.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<TVec> BitsAsNumber(VectorPair<TVec> value) => new(TOps.BitsAsNumber(value.A), TOps.BitsAsNumber(value.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(VectorPair<TVec> a) => TOps.Sum(TOps.Add(a.A, a.B));
}
