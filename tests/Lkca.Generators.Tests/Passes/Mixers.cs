using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Ops;

namespace Lkca.Generators.Tests.Passes;

/// <summary>The two token mixers of the interpreter, from their definitions.</summary>
internal static class Mixers
{
    public static double[][] Attention(double[] qkv, int tokens, int features, int heads)
    {
        var images = qkv.Length / (3 * tokens * features);
        var output = new double[images * tokens * features];
        var logSum = new double[images * tokens * heads];
        foreach (var (image, head, query) in Queries(images, heads, tokens))
        {
            var scores = Scores(qkv, image, head, query, tokens, features, heads);
            var sum = Math.Log(scores.Sum(Math.Exp));
            logSum[(((image * tokens) + query) * heads) + head] = sum;
            for (var c = head * (features / heads); c < (head + 1) * (features / heads); c++)
            {
                output[(((image * tokens) + query) * features) + c] =
                    Enumerable.Range(0, tokens).Sum(key => Math.Exp(scores[key] - sum) * At(qkv, image, key, (2 * features) + c, tokens, features));
            }
        }

        return [output, logSum];
    }

    /// <summary>The softmax of every image, head and query, (images, heads, tokens, tokens).</summary>
    public static double[] Probabilities(double[] qkv, int tokens, int features, int heads)
    {
        var images = qkv.Length / (3 * tokens * features);
        var probabilities = new double[images * heads * tokens * tokens];
        foreach (var (image, head, query) in Queries(images, heads, tokens))
        {
            var scores = Scores(qkv, image, head, query, tokens, features, heads);
            var sum = scores.Sum(Math.Exp);
            for (var key = 0; key < tokens; key++)
            {
                probabilities[(((((image * heads) + head) * tokens) + query) * tokens) + key] = Math.Exp(scores[key]) / sum;
            }
        }

        return probabilities;
    }

    /// <summary>The log-sum-exp that belongs to given probabilities: score − log probability, of each query's first key.</summary>
    public static double[] LogSums(double[] probabilities, int tokens, int heads, double[] qkv, int features)
    {
        var images = qkv.Length / (3 * tokens * features);
        var sums = new double[images * tokens * heads];
        foreach (var (image, head, query) in Queries(images, heads, tokens))
        {
            var first = probabilities[((((image * heads) + head) * tokens) + query) * tokens];
            sums[(((image * tokens) + query) * heads) + head] = Scores(qkv, image, head, query, tokens, features, heads)[0] - Math.Log(first);
        }

        return sums;
    }

    public static double[] AttentionBackward(double[] gradient, double[] output, double[] qkv, double[] logSum, int tokens, int features, int heads)
    {
        var (images, width) = (qkv.Length / (3 * tokens * features), features / heads);
        var dQkv = new double[qkv.Length];
        foreach (var (image, head, query) in Queries(images, heads, tokens))
        {
            var scores = Scores(qkv, image, head, query, tokens, features, heads);
            int Row(int token) => (image * tokens) + token;
            var dot = Enumerable.Range(head * width, width).Sum(c => gradient[(Row(query) * features) + c] * output[(Row(query) * features) + c]);
            for (var key = 0; key < tokens; key++)
            {
                var p = Math.Exp(scores[key] - logSum[(Row(query) * heads) + head]);
                var dP = Enumerable.Range(head * width, width)
                    .Sum(c => gradient[(Row(query) * features) + c] * At(qkv, image, key, (2 * features) + c, tokens, features));
                var dS = p * (dP - dot) / Math.Sqrt(width);
                for (var c = head * width; c < (head + 1) * width; c++)
                {
                    dQkv[(Row(key) * 3 * features) + (2 * features) + c] += p * gradient[(Row(query) * features) + c];
                    dQkv[(Row(query) * 3 * features) + c] += dS * At(qkv, image, key, features + c, tokens, features);
                    dQkv[(Row(key) * 3 * features) + features + c] += dS * At(qkv, image, query, c, tokens, features);
                }
            }
        }

        return dQkv;
    }

    /// <summary>out[c, i] = Σ_j K[offset of j from i]·in[c, j]; flipped: the offset of i from j.</summary>
    public static double[] Correlate(double[] input, double[] kernel, KernelGeometry g, int features, bool isFlipped)
    {
        var output = new double[input.Length];
        foreach (var (to, from, tap) in Taps(g, features, input.Length))
        {
            output[isFlipped ? from : to] += kernel[tap] * input[isFlipped ? to : from];
        }

        return output;
    }

    public static double[] KernelGradient(double[] gradient, double[] input, KernelGeometry g, int features)
    {
        var dKernel = new double[g.KernelShape.Count];
        foreach (var (to, from, tap) in Taps(g, features, input.Length))
        {
            dKernel[tap] += gradient[to] * input[from];
        }

        return dKernel;
    }

    /// <summary>(groups, tokens, columns), zero in the padding.</summary>
    public static double[] Toeplitz(double[] kernel, KernelGeometry g, bool isTransposed)
    {
        var matrix = new double[g.Groups * g.Tokens * g.MatrixColumns];
        foreach (var (to, from, tap) in Taps(g, g.Groups, g.Tokens * g.Groups))
        {
            var (i, j, group) = (to / g.Groups, from / g.Groups, to % g.Groups);
            matrix[(((group * g.Tokens) + (isTransposed ? j : i)) * g.MatrixColumns) + (isTransposed ? i : j)] = kernel[tap];
        }

        return matrix;
    }

    /// <summary>out[c, i] = Σ_j M[j, i]·in[c, j]: the product with the transpose of what was prepared, for the forward pass as for the gradient.</summary>
    public static double[] MultiplyTransposed(double[] input, double[] matrix, KernelGeometry g, int features) =>
    [
        .. input.Select((_, at) =>
        {
            var (image, i, c) = (at / (g.Tokens * features), at / features % g.Tokens, at % features);
            var group = c / (features / g.Groups);
            return Enumerable.Range(0, g.Tokens)
                .Sum(j => matrix[(((group * g.Tokens) + j) * g.MatrixColumns) + i] * input[(((image * g.Tokens) + j) * features) + c]);
        }),
    ];

    public static double[] MatrixGradient(double[] gradient, double[] input, KernelGeometry g, int features)
    {
        var dMatrix = new double[g.Groups * g.Tokens * g.MatrixColumns];
        for (var at = 0; at < input.Length; at++)
        {
            var (image, i, c) = (at / (g.Tokens * features), at / features % g.Tokens, at % features);
            for (var j = 0; j < g.Tokens; j++)
            {
                dMatrix[((((c / (features / g.Groups)) * g.Tokens) + i) * g.MatrixColumns) + j]
                    += gradient[at] * input[(((image * g.Tokens) + j) * features) + c];
            }
        }

        return dMatrix;
    }

    public static double[] Fold(double[] dMatrix, KernelGeometry g)
    {
        var dKernel = new double[g.KernelShape.Count];
        foreach (var (to, from, tap) in Taps(g, g.Groups, g.Tokens * g.Groups))
        {
            dKernel[tap] += dMatrix[(((to % g.Groups * g.Tokens) + (to / g.Groups)) * g.MatrixColumns) + (from / g.Groups)];
        }

        return dKernel;
    }

    /// <summary>Every pair of elements that the kernel joins: out[to] takes kernel[tap]·in[from].</summary>
    private static IEnumerable<(int To, int From, int Tap)> Taps(KernelGeometry g, int features, int elements)
    {
        for (var to = 0; to < elements; to++)
        {
            var (image, y, x, c) = (to / (g.Tokens * features), to / features % g.Tokens / g.GridWidth, to / features % g.GridWidth, to % features);
            for (var tap = 0; tap < g.KernelHeight * g.KernelWidth; tap++)
            {
                var (p, q) = (y + (tap / g.KernelWidth) - (g.KernelHeight / 2), x + (tap % g.KernelWidth) - (g.KernelWidth / 2));
                if (p >= 0 && p < g.GridHeight && q >= 0 && q < g.GridWidth)
                {
                    yield return (to, (((image * g.Tokens) + (p * g.GridWidth) + q) * features) + c,
                        (c / (features / g.Groups) * g.KernelHeight * g.KernelWidth) + tap);
                }
            }
        }
    }

    private static IEnumerable<(int Image, int Head, int Query)> Queries(int images, int heads, int tokens) =>
        from image in Enumerable.Range(0, images)
        from head in Enumerable.Range(0, heads)
        from query in Enumerable.Range(0, tokens)
        select (image, head, query);

    private static double At(double[] qkv, int image, int token, int column, int tokens, int features) =>
        qkv[(((image * tokens) + token) * 3 * features) + column];

    private static double[] Scores(double[] qkv, int image, int head, int query, int tokens, int features, int heads)
    {
        var width = features / heads;
        return
        [
            .. Enumerable.Range(0, tokens).Select(key => Enumerable.Range(head * width, width)
                .Sum(c => At(qkv, image, query, c, tokens, features) * At(qkv, image, key, features + c, tokens, features)) / Math.Sqrt(width)),
        ];
    }
}
