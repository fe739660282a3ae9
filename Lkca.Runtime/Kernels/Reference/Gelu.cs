using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>GELU in its exact form h·Φ(h): the naive twins of <see cref="Cpu.Gelu"/>.</summary>
public static unsafe class Gelu
{
    /// <summary>g = h·Φ(h), slope = Φ(h) + h·φ(h); <paramref name="slope"/> may be empty, <paramref name="g"/> may be <paramref name="h"/>.</summary>
    public static void Forward<T>(NativeSpan<T> g, NativeSpan<T> slope, NativeSpan<T> h, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var t = 0; t < tokens; t++)
        {
            for (var c = 0; c < features; c++)
            {
                var at = Tiled.Index(t, c, features);
                var x = double.CreateChecked(h.Pointer[at]);
                var cdf = NormalDistribution.Cdf(x);
                g.Pointer[at] = T.CreateChecked(x * cdf);
                if (!slope.IsEmpty)
                {
                    slope.Pointer[at] = T.CreateChecked(cdf + x * NormalDistribution.Density(x));
                }
            }
        }
    }

    /// <summary>dH = dG ⊙ slope.</summary>
    public static void Backward<T>(NativeSpan<T> dH, NativeSpan<T> dG, NativeSpan<T> slope, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(dH, tokens, features);
        for (var t = 0; t < tokens; t++)
        {
            for (var c = 0; c < features; c++)
            {
                var at = Tiled.Index(t, c, features);
                dH.Pointer[at] = dG.Pointer[at] * slope.Pointer[at];
            }
        }
    }
}
