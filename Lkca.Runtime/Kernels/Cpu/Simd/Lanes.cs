using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>An element-wise operation on elements i … i + Lanes − 1 of the runs that the struct points to.</summary>
internal interface ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does one vector.</summary>
    void Apply<TOps, TVec>(nint i)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged;
}

/// <summary>The loop of every element-wise kernel: vectors of the widest kind, then single elements. Lanes are independent, so the width does not show in the result.</summary>
internal static class Lanes
{
    /// <summary>Applies <paramref name="operation"/> to <paramref name="count"/> elements with the hardware's widest vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<T, TOperation>(TOperation operation, nint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperation : struct, ILaneOperation<T>
    {
        if (Simd.Use512)
        {
            Run<Simd512<T>, Vector512<T>, T, TOperation>(operation, count);
        }
        else if (Simd.Use256)
        {
            Run<Simd256<T>, Vector256<T>, T, TOperation>(operation, count);
        }
        else
        {
            Run<Simd128<T>, Vector128<T>, T, TOperation>(operation, count);
        }
    }

    /// <summary>The same with vectors of a chosen width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TOps, TVec, T, TOperation>(TOperation operation, nint count)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperation : struct, ILaneOperation<T>
    {
        nint i = 0;
        for (; i <= count - TOps.Lanes; i += TOps.Lanes)
        {
            operation.Apply<TOps, TVec>(i);
        }

        for (; i < count; i++)
        {
            operation.Apply<SimdScalar<T>, T>(i);
        }
    }
}
