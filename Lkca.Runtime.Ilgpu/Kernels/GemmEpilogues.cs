using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>What becomes of a matrix product where it is made: given four neighbouring entries of C, it stores what the step wants of them. The product itself is then never in memory.</summary>
/// <typeparam name="T">The epilogue, with the tensors that it reads and writes.</typeparam>
internal interface IGemmEpilogue<T>
    where T : struct
{
    /// <summary>C[m, n … n + 3] = <paramref name="value"/>; m and n lie within C, n is a multiple of four, and what lies beyond the last column is nobody's.</summary>
    static abstract void Store(T epilogue, ArrayView<float> c, GemmShape shape, int m, int n, Float4 value);
}

/// <summary>C itself, entry by entry: rows without padding.</summary>
internal readonly record struct EntriesEpilogue : IGemmEpilogue<EntriesEpilogue>
{
    /// <inheritdoc/>
    public static void Store(EntriesEpilogue epilogue, ArrayView<float> c, GemmShape shape, int m, int n, Float4 value)
    {
        var at = (Grid.IdxZ * shape.CStep) + (m * shape.CRow) + n;
        var count = shape.N - n;
        c[at] = value.X;
        if (count > 1)
        {
            c[at + 1] = value.Y;
        }

        if (count > 2)
        {
            c[at + 2] = value.Z;
        }

        if (count > 3)
        {
            c[at + 3] = value.W;
        }
    }
}

/// <summary>C itself: rows of activations, which are padded to fours.</summary>
internal readonly record struct RowsEpilogue : IGemmEpilogue<RowsEpilogue>
{
    /// <inheritdoc/>
    public static void Store(RowsEpilogue epilogue, ArrayView<float> c, GemmShape shape, int m, int n, Float4 value) => Float4.Of(c)[((m * shape.CRow) + n) / 4] = value;
}

/// <summary>y = C + bias.</summary>
/// <param name="Bias">One value a column.</param>
internal readonly record struct BiasEpilogue(ArrayView<float> Bias) : IGemmEpilogue<BiasEpilogue>
{
    /// <inheritdoc/>
    public static void Store(BiasEpilogue epilogue, ArrayView<float> c, GemmShape shape, int m, int n, Float4 value) =>
        Float4.Of(c)[((m * shape.CRow) + n) / 4] = Float4.Add(value, Float4.Of(epilogue.Bias)[n / 4]);
}

/// <summary>With h = C + bias: y = gelu(h), slope = gelu′(h).</summary>
/// <param name="Bias">One value a column.</param>
/// <param name="Slope">As large as C.</param>
internal readonly record struct GeluEpilogue(ArrayView<float> Bias, ArrayView<float> Slope) : IGemmEpilogue<GeluEpilogue>
{
    /// <inheritdoc/>
    public static void Store(GeluEpilogue epilogue, ArrayView<float> c, GemmShape shape, int m, int n, Float4 value) =>
        ElementKernels.Gelu(c, epilogue.Slope, Float4.Add(value, Float4.Of(epilogue.Bias)[n / 4]), ((m * shape.CRow) + n) / 4);
}

/// <summary>y = C ⊙ factor.</summary>
/// <param name="Factor">As large as C.</param>
internal readonly record struct FactorEpilogue(ArrayView<float> Factor) : IGemmEpilogue<FactorEpilogue>
{
    /// <inheritdoc/>
    public static void Store(FactorEpilogue epilogue, ArrayView<float> c, GemmShape shape, int m, int n, Float4 value)
    {
        var at = ((m * shape.CRow) + n) / 4;
        Float4.Of(c)[at] = Float4.Multiply(value, Float4.Of(epilogue.Factor)[at]);
    }
}

/// <summary>z += scale·(C + bias), a scale per image.</summary>
/// <param name="Bias">One value a column.</param>
/// <param name="Scales">One value an image.</param>
/// <param name="Tokens">Rows of an image.</param>
internal readonly record struct ResidualEpilogue(ArrayView<float> Bias, ArrayView<float> Scales, int Tokens) : IGemmEpilogue<ResidualEpilogue>
{
    /// <inheritdoc/>
    public static void Store(ResidualEpilogue epilogue, ArrayView<float> c, GemmShape shape, int m, int n, Float4 value)
    {
        var z = Float4.Of(c);
        var at = ((m * shape.CRow) + n) / 4;
        z[at] = Float4.MultiplyAdd(epilogue.Scales[m / epilogue.Tokens], Float4.Add(value, Float4.Of(epilogue.Bias)[n / 4]), z[at]);
    }
}
