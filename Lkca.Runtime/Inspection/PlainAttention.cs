using System;

namespace Lkca.Runtime.Inspection;

/// <summary>Multi-head self-attention: proj(concat over heads of softmax(QKᵀ/√d_h)·V) with (Q, K, V) = qkv(x).</summary>
internal sealed record PlainAttention(PlainLinear Qkv, PlainLinear Projection, int Heads) : PlainMixer
{
    public override PlainStep Forward(Matrix x, out Matrix[]? attention)
    {
        var qkv = Qkv.Forward(x);
        var (tokens, width, size) = (x.Rows, x.Columns, x.Columns / Heads);
        var mixed = new Matrix(tokens, width);
        var heads = new Matrix[Heads];
        for (var head = 0; head < Heads; head++)
        {
            heads[head] = Scores(qkv.Output, head, size, width);
            for (var query = 0; query < tokens; query++)
            {
                for (var key = 0; key < tokens; key++)
                {
                    Matrix.AddScaled(mixed[query].Slice(head * size, size), heads[head][query][key], qkv.Output[key].Slice(2 * width + head * size, size));
                }
            }
        }

        attention = heads;
        var projected = Projection.Forward(mixed);
        return new(projected.Output, dy => qkv.Pullback(Pull(projected.Pullback(dy), qkv.Output, heads, size, width)));
    }

    private static Matrix Scores(Matrix qkv, int head, int size, int width)
    {
        var scores = new Matrix(qkv.Rows, qkv.Rows);
        for (var query = 0; query < qkv.Rows; query++)
        {
            var row = scores[query];
            var (largest, sum) = (double.NegativeInfinity, 0.0);
            for (var key = 0; key < qkv.Rows; key++)
            {
                row[key] = Matrix.Dot(qkv[query].Slice(head * size, size), qkv[key].Slice(width + head * size, size)) / Math.Sqrt(size);
                largest = Math.Max(largest, row[key]);
            }

            foreach (ref var score in row)
            {
                score = Math.Exp(score - largest);
                sum += score;
            }

            foreach (ref var score in row)
            {
                score /= sum;
            }
        }

        return scores;
    }

    /// <summary>Gradient of (Q, K, V) from that of the heads' outputs: dV = Pᵀ·dO, dP = dO·Vᵀ, dS = P ⊙ (dP − rowsum(P ⊙ dP)), dQ = dS·K/√d_h, dK = dSᵀ·Q/√d_h.</summary>
    private static Matrix Pull(Matrix gradient, Matrix qkv, Matrix[] heads, int size, int width)
    {
        var (result, dP) = (new Matrix(qkv.Rows, qkv.Columns), new double[qkv.Rows]);
        for (var head = 0; head < heads.Length; head++)
        {
            var (q, k, v) = (head * size, width + head * size, 2 * width + head * size);
            for (var query = 0; query < qkv.Rows; query++)
            {
                var p = heads[head][query];
                var dO = gradient[query].Slice(q, size);
                var along = 0.0;
                for (var key = 0; key < qkv.Rows; key++)
                {
                    dP[key] = Matrix.Dot(dO, qkv[key].Slice(v, size));
                    along += p[key] * dP[key];
                    Matrix.AddScaled(result[key].Slice(v, size), p[key], dO);
                }

                for (var key = 0; key < qkv.Rows; key++)
                {
                    var dS = p[key] * (dP[key] - along) / Math.Sqrt(size);
                    Matrix.AddScaled(result[query].Slice(q, size), dS, qkv[key].Slice(k, size));
                    Matrix.AddScaled(result[key].Slice(k, size), dS, qkv[query].Slice(q, size));
                }
            }
        }

        return result;
    }
}
