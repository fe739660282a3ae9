using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>What stands between gradients and new weights, beside AdamW; one thread per scalar.</summary>
internal static class UpdateKernels
{
    /// <summary>Threads that share a sum of squares: a constant, so that its order depends on the number of scalars alone.</summary>
    public const int Squares = 4096;

    /// <summary>d = g + wd·w; m = μ·m + d; w −= lr·m, with Nesterov w −= lr·(d + μ·m).</summary>
    public static void Sgd(ArrayView<float> weights, ArrayView<float> gradients, ArrayView<float> moments, float decay, float momentum, float rate, int nesterov, int count)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var d = gradients[i] + (decay * weights[i]);
            var m = (momentum * moments[i]) + d;
            moments[i] = m;
            weights[i] -= rate * (nesterov != 0 ? d + (momentum * m) : m);
        }
    }

    /// <summary>earlier = g for the first call of an update, earlier + g for those between, and for the last g = (earlier + g)·mean.</summary>
    public static void Accumulate(ArrayView<float> gradients, ArrayView<float> earlier, int isFirst, int isLast, float mean, int count)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var sum = isFirst != 0 ? gradients[i] : earlier[i] + gradients[i];
            if (isLast != 0)
            {
                gradients[i] = sum * mean;
            }
            else
            {
                earlier[i] = sum;
            }
        }
    }

    /// <summary>partial[n] = Σ g² over the scalars n, n + Squares, … .</summary>
    public static void SumSquares(ArrayView<float> partial, ArrayView<float> gradients, int count)
    {
        var n = Threads.Index;
        if (n < Squares)
        {
            var sum = 0f;
            for (var i = n; i < count; i += Squares)
            {
                sum += gradients[i] * gradients[i];
            }

            partial[n] = sum;
        }
    }

    /// <summary>g *= factor.</summary>
    public static void Shrink(ArrayView<float> gradients, float factor, int count)
    {
        var i = Threads.Index;
        if (i < count)
        {
            gradients[i] *= factor;
        }
    }
}
