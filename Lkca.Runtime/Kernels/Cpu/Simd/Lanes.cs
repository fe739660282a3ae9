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

/// <summary>The loop of every element-wise kernel: vectors of the widest kind, then single elements. Lanes are independent, so the width does not
/// show in the result.</summary>
internal static class Lanes
{
    /// <summary>Applies <paramref name="operation"/> to <paramref name="count"/> elements with the hardware's widest vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<T, TOperation>(TOperation operation, nint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperation : struct, ILaneOperation<T>
    {
        // Not Simd.Use512: what the JIT knows only after inlining costs the inliner's budget for widths that are not there, and GELU took 432 cycles a vector in place of 23 on AVX2.
        if (Vector512.IsHardwareAccelerated)
        {
            Run<Simd512<T>, Vector512<T>, T, TOperation>(operation, count);
        }
        else if (Vector256.IsHardwareAccelerated)
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

    /// <summary>destination = source for runs that do not overlap: the last vector may copy elements for the second time instead of leaving single ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Copy<T>(T* destination, T* source, nint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated && count >= Vector512<T>.Count)
        {
            CopyOverlapping<Simd512<T>, Vector512<T>, T>(destination, source, count);
        }
        else if (Vector256.IsHardwareAccelerated && count >= Vector256<T>.Count)
        {
            CopyOverlapping<Simd256<T>, Vector256<T>, T>(destination, source, count);
        }
        else if (count >= Vector128<T>.Count)
        {
            CopyOverlapping<Simd128<T>, Vector128<T>, T>(destination, source, count);
        }
        else
        {
            for (nint i = 0; i < count; i++)
            {
                destination[i] = source[i];
            }
        }
    }

    /// <summary>destination = 0: the last vector may clear elements for the second time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Clear<T>(T* destination, nint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated && count >= Vector512<T>.Count)
        {
            ClearOverlapping<Simd512<T>, Vector512<T>, T>(destination, count);
        }
        else if (Vector256.IsHardwareAccelerated && count >= Vector256<T>.Count)
        {
            ClearOverlapping<Simd256<T>, Vector256<T>, T>(destination, count);
        }
        else if (count >= Vector128<T>.Count)
        {
            ClearOverlapping<Simd128<T>, Vector128<T>, T>(destination, count);
        }
        else
        {
            for (nint i = 0; i < count; i++)
            {
                destination[i] = T.Zero;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void ClearOverlapping<TOps, TVec, T>(T* destination, nint count)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint i = 0; i < count - TOps.Lanes; i += TOps.Lanes)
        {
            TOps.Store(destination + i, TOps.Zero);
        }

        TOps.Store(destination + count - TOps.Lanes, TOps.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void CopyOverlapping<TOps, TVec, T>(T* destination, T* source, nint count)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint i = 0; i < count - TOps.Lanes; i += TOps.Lanes)
        {
            TOps.Store(destination + i, TOps.Load(source + i));
        }

        TOps.Store(destination + count - TOps.Lanes, TOps.Load(source + count - TOps.Lanes));
    }
}
