using Lkca.Runtime.Kernels.Reference;

namespace Lkca.Runtime.Inspection;

/// <summary>fc2(GELU(fc1(x))), GELU(x) = x·Φ(x).</summary>
internal sealed record PlainMlp(PlainLinear First, PlainLinear Second)
{
    public PlainStep Forward(Matrix x)
    {
        var hidden = First.Forward(x);
        var active = new Matrix(hidden.Output.Rows, hidden.Output.Columns);
        var slope = new double[active.Values.Length];
        for (var i = 0; i < slope.Length; i++)
        {
            var value = hidden.Output.Values[i];
            var cdf = NormalDistribution.Cdf(value);
            active.Values[i] = value * cdf;
            slope[i] = cdf + value * NormalDistribution.Density(value);
        }

        var output = Second.Forward(active);
        return new(output.Output, dy =>
        {
            var g = output.Pullback(dy);
            for (var i = 0; i < g.Values.Length; i++)
            {
                g.Values[i] *= slope[i];
            }

            return hidden.Pullback(g);
        });
    }
}
