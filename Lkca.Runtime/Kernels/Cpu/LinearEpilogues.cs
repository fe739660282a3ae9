using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>c = gelu(c) and slope = gelu′(c) on tiles of 64 tokens; no slope where the pointer is null.</summary>
internal unsafe readonly struct GeluEpilogue<T>(T* slope) : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(Simd.Kernel)]
    public void Row<TOps, TVec>(T* c, int row, int lane, int lanes)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged =>
        Lanes.Run<TOps, TVec, T, GeluLanes<T>>(new(c, slope == null ? null : slope + (nint)row * Layout.TileTokens + lane, c), lanes);
}

/// <summary>c = c·factor on tiles of 64 tokens.</summary>
internal unsafe readonly struct TimesEpilogue<T>(T* factor) : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(Simd.Kernel)]
    public void Row<TOps, TVec>(T* c, int row, int lane, int lanes)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged =>
        Lanes.Run<TOps, TVec, T, MultiplyLanes<T>>(new(c, c, factor + (nint)row * Layout.TileTokens + lane), lanes);
}
