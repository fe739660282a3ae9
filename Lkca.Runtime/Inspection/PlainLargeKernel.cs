namespace Lkca.Runtime.Inspection;

/// <summary>The large-kernel mixer: proj(A·value(x)) with A[(i,j),(p,q)] = K[kh/2 − i + p, kw/2 − j + q], 0 outside the kernel; a kernel per contiguous group of
/// features. Every token is a patch of a grid with <paramref name="GridWidth"/> columns.</summary>
internal sealed record PlainLargeKernel(PlainLinear Value, Matrix[] Kernels, PlainLinear? Projection, int GridWidth) : PlainMixer
{
    public override PlainStep Forward(Matrix x, out Matrix[]? attention)
    {
        attention = null;
        var value = Value.Forward(x);
        var mixed = Mix(value.Output, transposed: false);
        if (Projection == null)
        {
            return new(mixed, dy => value.Pullback(Mix(dy, transposed: true)));
        }

        var projected = Projection.Forward(mixed);
        return new(projected.Output, dy => value.Pullback(Mix(projected.Pullback(dy), transposed: true)));
    }

    private Matrix Mix(Matrix x, bool transposed)
    {
        var (y, size) = (new Matrix(x.Rows, x.Columns), x.Columns / Kernels.Length);
        for (var to = 0; to < x.Rows; to++)
        {
            for (var from = 0; from < x.Rows; from++)
            {
                var (query, key) = transposed ? (from, to) : (to, from);
                var u = Kernels[0].Rows / 2 - query / GridWidth + key / GridWidth;
                var v = Kernels[0].Columns / 2 - query % GridWidth + key % GridWidth;
                if (u < 0 || u >= Kernels[0].Rows || v < 0 || v >= Kernels[0].Columns)
                {
                    continue;
                }

                for (var group = 0; group < Kernels.Length; group++)
                {
                    Matrix.AddScaled(y[to].Slice(group * size, size), Kernels[group][u][v], x[from].Slice(group * size, size));
                }
            }
        }

        return y;
    }
}
