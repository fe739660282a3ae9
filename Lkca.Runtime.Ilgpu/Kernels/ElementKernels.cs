using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>One thread per four features. <c>quads</c> counts those of the whole tensor, <c>rowQuads</c> those of a row; a row's padding is computed along and read by nobody.</summary>
internal static class ElementKernels
{
    /// <summary>y = x + bias for every row.</summary>
    public static void AddBias(ArrayView<float> y, ArrayView<float> x, ArrayView<float> bias, int quads, int rowQuads)
    {
        var i = Threads.Index;
        if (i < quads)
        {
            Float4.Of(y)[i] = Float4.Add(Float4.Of(x)[i], Float4.Of(bias)[i % rowQuads]);
        }
    }

    /// <summary>With h + bias in place of h: y = gelu(h), slope = gelu′(h). y and h may be the same.</summary>
    public static void BiasGelu(ArrayView<float> y, ArrayView<float> slope, ArrayView<float> h, ArrayView<float> bias, int quads, int rowQuads)
    {
        var i = Threads.Index;
        if (i < quads)
        {
            Gelu(y, slope, Float4.Add(Float4.Of(h)[i], Float4.Of(bias)[i % rowQuads]), i);
        }
    }

    /// <summary>y = gelu(h), slope = gelu′(h).</summary>
    public static void Gelu(ArrayView<float> y, ArrayView<float> slope, ArrayView<float> h, int quads)
    {
        var i = Threads.Index;
        if (i < quads)
        {
            Gelu(y, slope, Float4.Of(h)[i], i);
        }
    }

    /// <summary>z = x ⊙ y.</summary>
    public static void Multiply(ArrayView<float> z, ArrayView<float> x, ArrayView<float> y, int quads)
    {
        var i = Threads.Index;
        if (i < quads)
        {
            Float4.Of(z)[i] = Float4.Multiply(Float4.Of(x)[i], Float4.Of(y)[i]);
        }
    }

    /// <summary>z = x + y.</summary>
    public static void Add(ArrayView<float> z, ArrayView<float> x, ArrayView<float> y, int quads)
    {
        var i = Threads.Index;
        if (i < quads)
        {
            Float4.Of(z)[i] = Float4.Add(Float4.Of(x)[i], Float4.Of(y)[i]);
        }
    }

    /// <summary>y = x ⊙ scale + shift for every row.</summary>
    public static void Affine(ArrayView<float> y, ArrayView<float> x, ArrayView<float> scale, ArrayView<float> shift, int quads, int rowQuads)
    {
        var i = Threads.Index;
        if (i < quads)
        {
            Float4.Of(y)[i] = Float4.Add(Float4.Multiply(Float4.Of(x)[i], Float4.Of(scale)[i % rowQuads]), Float4.Of(shift)[i % rowQuads]);
        }
    }

    /// <summary>y = x ⊙ scale for every row.</summary>
    public static void Scale(ArrayView<float> y, ArrayView<float> x, ArrayView<float> scale, int quads, int rowQuads)
    {
        var i = Threads.Index;
        if (i < quads)
        {
            Float4.Of(y)[i] = Float4.Multiply(Float4.Of(x)[i], Float4.Of(scale)[i % rowQuads]);
        }
    }

    /// <summary>Four of them, at quad <paramref name="i"/>.</summary>
    internal static void Gelu(ArrayView<float> y, ArrayView<float> slope, Float4 h, int i)
    {
        var x = NormalFunction.Gelu(h.X);
        var yy = NormalFunction.Gelu(h.Y);
        var z = NormalFunction.Gelu(h.Z);
        var w = NormalFunction.Gelu(h.W);
        Float4.Of(y)[i] = new(x.X, yy.X, z.X, w.X);
        Float4.Of(slope)[i] = new(x.Y, yy.Y, z.Y, w.Y);
    }
}
