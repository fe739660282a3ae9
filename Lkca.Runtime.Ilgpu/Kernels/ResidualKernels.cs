using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>Where a branch leaves and joins the residual stream. scales holds a number per image: 1 in evaluation, under stochastic depth 0 or 1/(1−p).</summary>
internal static class ResidualKernels
{
    /// <summary>z += scale·y.</summary>
    public static void Add(ArrayView<float> z, ArrayView<float> y, ArrayView<float> scales, int quads, int imageQuads)
    {
        var i = Threads.Index;
        if (i < quads)
        {
            Float4.Of(z)[i] = Float4.MultiplyAdd(scales[i / imageQuads], Float4.Of(y)[i], Float4.Of(z)[i]);
        }
    }

    /// <summary>z += scale·(y + bias).</summary>
    public static void AddWithBias(ArrayView<float> z, ArrayView<float> y, ArrayView<float> bias, ArrayView<float> scales, int quads, int imageQuads, int rowQuads)
    {
        var i = Threads.Index;
        if (i < quads)
        {
            Float4.Of(z)[i] = Float4.MultiplyAdd(scales[i / imageQuads], Float4.Add(Float4.Of(y)[i], Float4.Of(bias)[i % rowQuads]), Float4.Of(z)[i]);
        }
    }

    /// <summary>dY = scale·dZ.</summary>
    public static void Backward(ArrayView<float> dY, ArrayView<float> dZ, ArrayView<float> scales, int quads, int imageQuads)
    {
        var i = Threads.Index;
        if (i < quads)
        {
            var scale = scales[i / imageQuads];
            var g = Float4.Of(dZ)[i];
            Float4.Of(dY)[i] = new(scale * g.X, scale * g.Y, scale * g.Z, scale * g.W);
        }
    }
}
