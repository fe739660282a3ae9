using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Element-wise sums of activations.</summary>
public static unsafe class Elementwise
{
    /// <summary>sum = a + b; sum may be a or b.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Add<T>(NativeSpan<T> sum, NativeSpan<T> a, NativeSpan<T> b, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Layout.Elements(tokens, features);
        Lanes.Run<T, AddLanes<T>>(new(sum.Require(count), a.Require(count), b.Require(count)), (nint)count);
    }
}
