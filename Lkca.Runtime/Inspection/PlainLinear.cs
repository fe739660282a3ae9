namespace Lkca.Runtime.Inspection;

/// <summary>y = x·Wᵀ + b, with W as (out, in).</summary>
internal sealed record PlainLinear(Matrix Weight, double[]? Bias)
{
    public PlainStep Forward(Matrix x)
    {
        var y = new Matrix(x.Rows, Weight.Rows);
        for (var row = 0; row < x.Rows; row++)
        {
            for (var o = 0; o < Weight.Rows; o++)
            {
                y[row][o] = Matrix.Dot(x[row], Weight[o]) + (Bias?[o] ?? 0);
            }
        }

        return new(y, dy =>
        {
            var dx = new Matrix(dy.Rows, Weight.Columns);
            for (var row = 0; row < dy.Rows; row++)
            {
                for (var o = 0; o < Weight.Rows; o++)
                {
                    Matrix.AddScaled(dx[row], dy[row][o], Weight[o]);
                }
            }

            return dx;
        });
    }
}
