using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using X86 = System.Runtime.Intrinsics.X86;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The operations on Vector128.</summary>
internal unsafe readonly struct Simd128<T> : ISimd<Vector128<T>, T>
    where T : unmanaged
{
    public static int Lanes => Vector128<T>.Count;

    public static int PanelVectors => 2;

    public static Vector128<T> Zero => Vector128<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Vector128<T> value) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> a, Vector128<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> a, Vector128<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> a, Vector128<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Abs(Vector128<T> a) => Vector128.Abs(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Sqrt(Vector128<T> a) => Vector128.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Fma(Vector128<T> a, Vector128<T> b, Vector128<T> addend)
    {
        if (!X86.Fma.IsSupported && !AdvSimd.IsSupported)
        {
            return a * b + addend;
        }

        return typeof(T) == typeof(float)
            ? Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), addend.AsSingle()).As<float, T>()
            : Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), addend.AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> SelectGreater(Vector128<T> a, Vector128<T> b, Vector128<T> whenTrue, Vector128<T> whenFalse) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), whenTrue, whenFalse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> SelectSign(Vector128<T> sign, Vector128<T> whenSet, Vector128<T> whenClear) => typeof(T) == typeof(float)
        ? Vector128.ConditionalSelect(Vector128.ShiftRightArithmetic(sign.AsInt32(), 31).As<int, T>(), whenSet, whenClear)
        : Vector128.ConditionalSelect(Vector128.LessThan(sign.AsInt64(), Vector128<long>.Zero).As<long, T>(), whenSet, whenClear);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> PowerOfTwo(Vector128<T> shifted) => typeof(T) == typeof(float)
        ? (Vector128.ShiftLeft(shifted.AsInt32(), 23) + Vector128.Create(127 << 23)).As<int, T>()
        : (Vector128.ShiftLeft(shifted.AsInt64(), 52) + Vector128.Create(1023L << 52)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ScaleByPower(Vector128<T> value, Vector128<T> shifted) => typeof(T) == typeof(float)
        ? (value.AsInt32() + Vector128.ShiftLeft(shifted.AsInt32(), 23)).As<int, T>()
        : (value.AsInt64() + Vector128.ShiftLeft(shifted.AsInt64(), 52)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> BitsAsNumber(Vector128<T> value) => typeof(T) == typeof(float)
        ? Vector128.ConvertToSingle(value.AsInt32()).As<float, T>()
        : Vector128.ConvertToDouble(value.AsInt64()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> a)
    {
        if (typeof(T) == typeof(float))
        {
            var pairs = a.AsSingle() + Vector128.Shuffle(a.AsSingle(), Vector128.Create(2, 3, 0, 1));
            return Unsafe.BitCast<float, T>(pairs[0] + pairs[1]);
        }

        return Unsafe.BitCast<double, T>(a.AsDouble()[0] + a.AsDouble()[1]);
    }
}
