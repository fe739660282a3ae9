using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using X86 = System.Runtime.Intrinsics.X86;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The operations on Vector256.</summary>
internal unsafe readonly struct Simd256<T> : ISimd<Vector256<T>, T>
    where T : unmanaged
{
    public static int Lanes => Vector256<T>.Count;

    public static int PanelVectors => 2;

    public static Vector256<T> Zero => Vector256<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Vector256<T> value) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> a, Vector256<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Subtract(Vector256<T> a, Vector256<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> a, Vector256<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Divide(Vector256<T> a, Vector256<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Abs(Vector256<T> a) => Vector256.Abs(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sqrt(Vector256<T> a) => Vector256.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Fma(Vector256<T> a, Vector256<T> b, Vector256<T> addend)
    {
        if (!X86.Fma.IsSupported && !AdvSimd.IsSupported)
        {
            return a * b + addend;
        }

        return typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), addend.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), addend.AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> SelectGreater(Vector256<T> a, Vector256<T> b, Vector256<T> whenTrue, Vector256<T> whenFalse) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), whenTrue, whenFalse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> SelectSign(Vector256<T> sign, Vector256<T> whenSet, Vector256<T> whenClear)
    {
        if (X86.Avx.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? X86.Avx.BlendVariable(whenClear.AsSingle(), whenSet.AsSingle(), sign.AsSingle()).As<float, T>()
                : X86.Avx.BlendVariable(whenClear.AsDouble(), whenSet.AsDouble(), sign.AsDouble()).As<double, T>();
        }

        return typeof(T) == typeof(float)
            ? Vector256.ConditionalSelect(Vector256.ShiftRightArithmetic(sign.AsInt32(), 31).As<int, T>(), whenSet, whenClear)
            : Vector256.ConditionalSelect(Vector256.LessThan(sign.AsInt64(), Vector256<long>.Zero).As<long, T>(), whenSet, whenClear);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> PowerOfTwo(Vector256<T> shifted) => typeof(T) == typeof(float)
        ? (Vector256.ShiftLeft(shifted.AsInt32(), 23) + Vector256.Create(127 << 23)).As<int, T>()
        : (Vector256.ShiftLeft(shifted.AsInt64(), 52) + Vector256.Create(1023L << 52)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ScaleByPower(Vector256<T> value, Vector256<T> shifted) => typeof(T) == typeof(float)
        ? (value.AsInt32() + Vector256.ShiftLeft(shifted.AsInt32(), 23)).As<int, T>()
        : (value.AsInt64() + Vector256.ShiftLeft(shifted.AsInt64(), 52)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> BitsAsNumber(Vector256<T> value) => typeof(T) == typeof(float)
        ? Vector256.ConvertToSingle(value.AsInt32()).As<float, T>()
        : Vector256.ConvertToDouble(value.AsInt64()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector256<T> a) => Simd128<T>.Sum(a.GetLower() + a.GetUpper());
}
