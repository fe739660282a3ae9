using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Adding one value per feature: the naive twin of <see cref="Cpu.Bias"/>.</summary>
public static unsafe class Bias
{
    /// <summary>y = x + bias; y may be x.</summary>
    public static void Add<T>(NativeSpan<T> y, NativeSpan<T> x, NativeSpan<T> bias, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var t = 0; t < tokens; t++)
        {
            for (var c = 0; c < features; c++)
            {
                y.Pointer[Tiled.Index(t, c, features)] = x.Pointer[Tiled.Index(t, c, features)] + bias.Pointer[c];
            }
        }
    }
}
