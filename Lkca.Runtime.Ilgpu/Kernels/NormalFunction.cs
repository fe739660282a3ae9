using System;
using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>The standard normal distribution. ILGPU has no erf, and its tanh on CUDA is too coarse for gradients. With E = exp(−z²/2) and z = |h| the lower tail is
/// Φ(−z) = E·t·P(2t − 1), t = 1/(1 + z/4), P a Chebyshev interpolation of degree 9 (9e-8 relative): there is no cancellation in either tail.</summary>
internal static class NormalFunction
{
    /// <summary>Φ(h), and φ(h) in <paramref name="density"/>.</summary>
    public static float Cdf(float h, out float density)
    {
        var z = MathF.Abs(h);
        var e = MathF.Exp(-0.5f * z * z);
        density = e * 0.3989422804f;
        var t = 1 / (1 + (0.25f * z));
        var s = t + t - 1;
        var p = 4.06540789120999e-5f;
        p = (p * s) + 3.2335030768351044e-5f;
        p = (p * s) - 0.00039393802029191136f;
        p = (p * s) - 0.0008690491150621521f;
        p = (p * s) + 0.001880313882530566f;
        p = (p * s) + 0.015098828357548532f;
        p = (p * s) + 0.04663104607903099f;
        p = (p * s) + 0.09678438987361293f;
        p = (p * s) + 0.15197414889943234f;
        p = (p * s) + 0.18882128180910995f;
        var tail = e * t * p;
        return h > 0 ? 1 - tail : tail;
    }

    /// <summary>gelu(h) = h·Φ(h) in X, its slope Φ(h) + h·φ(h) in Y.</summary>
    public static Float2 Gelu(float h)
    {
        var cdf = Cdf(h, out var density);
        return new(h * cdf, cdf + (h * density));
    }
}

/// <summary>A value and its slope.</summary>
internal readonly record struct Float2(float X, float Y);
