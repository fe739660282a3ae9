using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Element-wise sums of activations: the naive twin of <see cref="Cpu.Elementwise"/>.</summary>
public static unsafe class Elementwise
{
    /// <summary>sum = a + b; sum may be a or b.</summary>
    public static void Add<T>(NativeSpan<T> sum, NativeSpan<T> a, NativeSpan<T> b, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long i = 0; i < Layout.Elements(tokens, features); i++)
        {
            sum.Pointer[i] = a.Pointer[i] + b.Pointer[i];
        }
    }
}
