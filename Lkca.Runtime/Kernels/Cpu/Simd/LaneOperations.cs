using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>destination = source.</summary>
internal unsafe readonly struct CopyLanes<T>(T* destination, T* source) : ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TOps, TVec>(nint i)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged => TOps.Store(destination + i, TOps.Load(source + i));
}

/// <summary>destination = value.</summary>
internal unsafe readonly struct FillLanes<T>(T* destination, T value) : ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TOps, TVec>(nint i)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged => TOps.Store(destination + i, TOps.Broadcast(value));
}

/// <summary>destination = a + b.</summary>
internal unsafe readonly struct AddLanes<T>(T* destination, T* a, T* b) : ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TOps, TVec>(nint i)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged => TOps.Store(destination + i, TOps.Add(TOps.Load(a + i), TOps.Load(b + i)));
}

/// <summary>destination = a·b.</summary>
internal unsafe readonly struct MultiplyLanes<T>(T* destination, T* a, T* b) : ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TOps, TVec>(nint i)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged => TOps.Store(destination + i, TOps.Multiply(TOps.Load(a + i), TOps.Load(b + i)));
}

/// <summary>destination = source·scale + shift, fused.</summary>
internal unsafe readonly struct AffineLanes<T>(T* destination, T* source, T scale, T shift) : ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TOps, TVec>(nint i)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged =>
        TOps.Store(destination + i, TOps.Fma(TOps.Load(source + i), TOps.Broadcast(scale), TOps.Broadcast(shift)));
}

/// <summary>destination = source·scale.</summary>
internal unsafe readonly struct ScaleLanes<T>(T* destination, T* source, T scale) : ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TOps, TVec>(nint i)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged => TOps.Store(destination + i, TOps.Multiply(TOps.Load(source + i), TOps.Broadcast(scale)));
}

/// <summary>destination += scale·(source + shift), the product fused with the sum.</summary>
internal unsafe readonly struct ResidualLanes<T>(T* destination, T* source, T scale, T shift) : ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TOps, TVec>(nint i)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged =>
        TOps.Store(destination + i, TOps.Fma(TOps.Broadcast(scale), TOps.Add(TOps.Load(source + i), TOps.Broadcast(shift)), TOps.Load(destination + i)));
}

/// <summary>destination += a·b, fused.</summary>
internal unsafe readonly struct AddProductLanes<T>(T* destination, T* a, T* b) : ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TOps, TVec>(nint i)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged => TOps.Store(destination + i, TOps.Fma(TOps.Load(a + i), TOps.Load(b + i), TOps.Load(destination + i)));
}

/// <summary>destination += source·scale, fused.</summary>
internal unsafe readonly struct AddScaledLanes<T>(T* destination, T* source, T scale) : ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TOps, TVec>(nint i)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged => TOps.Store(destination + i, TOps.Fma(TOps.Load(source + i), TOps.Broadcast(scale), TOps.Load(destination + i)));
}
