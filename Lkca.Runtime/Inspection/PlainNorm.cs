using System;

namespace Lkca.Runtime.Inspection;

/// <summary>LayerNorm over the features of a token: y = x̂·scale + shift, x̂ = (x − mean)/√(variance + 1e-5).</summary>
internal sealed record PlainNorm(double[] Scale, double[] Shift)
{
    public PlainStep Forward(Matrix x)
    {
        var (n, xHat, y) = (x.Columns, new Matrix(x.Rows, x.Columns), new Matrix(x.Rows, x.Columns));
        var factors = new double[x.Rows];
        for (var row = 0; row < x.Rows; row++)
        {
            double mean = 0, variance = 0;
            foreach (var value in x[row])
            {
                mean += value / n;
            }

            foreach (var value in x[row])
            {
                variance += (value - mean) * (value - mean) / n;
            }

            factors[row] = 1 / Math.Sqrt(variance + 1e-5);
            for (var c = 0; c < n; c++)
            {
                xHat[row][c] = (x[row][c] - mean) * factors[row];
                y[row][c] = xHat[row][c] * Scale[c] + Shift[c];
            }
        }

        // dx = (g − mean(g) − x̂·mean(g·x̂)) / √(variance + 1e-5), g = dy·scale
        return new(y, dy =>
        {
            var dx = new Matrix(dy.Rows, n);
            for (var row = 0; row < dy.Rows; row++)
            {
                double mean = 0, along = 0;
                for (var c = 0; c < n; c++)
                {
                    var g = dy[row][c] * Scale[c];
                    mean += g / n;
                    along += g * xHat[row][c] / n;
                }

                for (var c = 0; c < n; c++)
                {
                    dx[row][c] = (dy[row][c] * Scale[c] - mean - xHat[row][c] * along) * factors[row];
                }
            }

            return dx;
        });
    }
}
