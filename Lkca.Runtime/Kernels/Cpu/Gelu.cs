using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>GELU in its exact form h·Φ(h), where it is not fused into a Linear.</summary>
public static unsafe class Gelu
{
    /// <summary>g = h·Φ(h), slope = Φ(h) + h·φ(h); slope may be empty, g may be h.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Forward<T>(NativeSpan<T> g, NativeSpan<T> slope, NativeSpan<T> h, int tokens, int features, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!team.EnterAsLeader())
        {
            return;
        }

        var count = Layout.Elements(tokens, features);
        Lanes.Run<T, GeluLanes<T>>(new(g.Require(count), slope.IsEmpty ? null : slope.Require(count), h.Require(count)), (nint)count);
    }

    /// <summary>dH = dG ⊙ slope.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Backward<T>(NativeSpan<T> dH, NativeSpan<T> dG, NativeSpan<T> slope, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Layout.Elements(tokens, features);
        Lanes.Run<T, MultiplyLanes<T>>(new(dH.Require(count), dG.Require(count), slope.Require(count)), (nint)count);
    }
}
