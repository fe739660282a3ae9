using System;
using System.Numerics;
using Lkca.Runtime.Memory;
using Lkca.Runtime.Training;

namespace Lkca.Runtime.Execution;

/// <summary>Draws a model's weights as the paper's runs do: element e of parameter p depends on (seed, p, e) alone.</summary>
public static class ParameterInitializer
{
    /// <summary>Fills every parameter of <paramref name="weights"/>.</summary>
    public static void Draw<T>(ParameterStore<T> weights, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var p = 0; p < weights.Parameters.Count; p++)
        {
            var parameter = weights.Parameters[p];
            var values = weights.Memory.At(parameter.Offset, parameter.Count).Span;
            switch (parameter.Initialization)
            {
                case Initialization.Zeros:
                    values.Clear();
                    break;
                case Initialization.Ones:
                    values.Fill(T.One);
                    break;
                default:
                    var deviation = parameter.Initialization == Initialization.Normal ? 1 : XavierDeviation(parameter);
                    for (var e = 0; e < values.Length; e++)
                    {
                        values[e] = T.CreateChecked(deviation * CounterRandom.Normal(seed, e, p, RandomSite.Weights));
                    }

                    break;
            }
        }
    }

    /// <summary>√(2/(fan_in + fan_out)) of the matrix (out, rest): Glorot and Bengio 2010.</summary>
    private static double XavierDeviation(ParameterInfo parameter)
    {
        var outputs = (double)parameter.Shape[0];
        return Math.Sqrt(2 / ((parameter.Count / outputs) + outputs));
    }
}
