using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary><see cref="Affine"/> for one vector width.</summary>
internal static unsafe class AffineCore<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc cref="Affine.Forward{T}"/>
    [MethodImpl(Simd.Kernel)]
    public static void Forward(NativeSpan<T> y, NativeSpan<T> xHat, NativeSpan<T> scale, NativeSpan<T> shift, int tokens, int features)
    {
        T* to = y.Require(Layout.Elements(tokens, features)), from = xHat.Require(Layout.Elements(tokens, features));
        T* scales = scale.Require(features), shifts = shift.Require(features);
        for (var tile = 0; tile < Layout.Tiles(tokens); tile++)
        {
            for (var c = 0; c < features; c++, to += Layout.TileTokens, from += Layout.TileTokens)
            {
                Lanes.Run<TOps, TVec, T, AffineLanes<T>>(new(to, from, scales[c], shifts[c]), Layout.TileTokens);
            }
        }
    }

    /// <inheritdoc cref="Affine.BackwardInput{T}"/>
    [MethodImpl(Simd.Kernel)]
    public static void BackwardInput(NativeSpan<T> dXHat, NativeSpan<T> dY, NativeSpan<T> scale, int tokens, int features)
    {
        T* to = dXHat.Require(Layout.Elements(tokens, features)), from = dY.Require(Layout.Elements(tokens, features)), scales = scale.Require(features);
        for (var tile = 0; tile < Layout.Tiles(tokens); tile++)
        {
            for (var c = 0; c < features; c++, to += Layout.TileTokens, from += Layout.TileTokens)
            {
                Lanes.Run<TOps, TVec, T, ScaleLanes<T>>(new(to, from, scales[c]), Layout.TileTokens);
            }
        }
    }

    /// <inheritdoc cref="Affine.BackwardScale{T}"/>
    public static void BackwardScale(NativeSpan<T> dScale, NativeSpan<T> dY, NativeSpan<T> xHat, int tokens, int features) =>
        LaneSums<TOps, TVec, T>.AddRows(
            dScale.Require(
                features), dY.Require(Layout.Elements(tokens, features)), xHat.Require(Layout.Elements(tokens, features)), Layout.Tiles(tokens), features);
}
