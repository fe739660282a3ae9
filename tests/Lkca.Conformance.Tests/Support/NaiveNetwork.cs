using System;
using System.Collections.Generic;

namespace Lkca.Conformance.Support;

/// <summary>The network of a golden configuration in float64, written from the definitions alone: one loop per sum, no merged projections, no folded
/// LayerNorm,
/// no layout. It shares no line with the product. One image at a time; activations are [token][feature].</summary>
public sealed class NaiveNetwork(GoldenConfig config, IReadOnlyDictionary<string, Tensor> parameters)
{
    /// <summary>Logits of one image. <paramref name="branchScale"/> multiplies what a branch adds: branch 2b is the mixer of block b, 2b+1 its MLP;
    /// stochastic depth puts 0 or 1/(1−p) there.</summary>
    public double[] Logits(ReadOnlySpan<double> image, Func<int, double>? branchScale = null)
    {
        var z = Embed(image);
        for (var block = 0; block < config.Depth; block++)
        {
            var path = $"blocks.{block}.";
            var normed = LayerNorm(z, path + "norm1");
            Add(z, config.Mixer(block) == "lkca" ? Lkca(normed, path + "lkca.") : Mhsa(normed, path + "attn."), branchScale?.Invoke(2 * block) ?? 1);
            var hidden = Linear(LayerNorm(z, path + "norm2"), path + "mlp.fc1");
            foreach (var row in hidden)
            {
                for (var c = 0; c < row.Length; c++)
                {
                    row[c] = 0.5 * row[c] * (1 + Erf(row[c] / Math.Sqrt(2)));
                }
            }

            Add(z, Linear(hidden, path + "mlp.fc2"), branchScale?.Invoke((2 * block) + 1) ?? 1);
        }

        var pooled = config.ClassToken ? z[0] : Mean(z);
        return Linear(LayerNorm([pooled], config.ClassToken ? "norm" : "fc_norm"), "head")[0];
    }

    /// <summary>−Σ q·log softmax(logits) with q = (1−s)·target + s/C.</summary>
    public static double Loss(double[] logits, ReadOnlySpan<double> target, double smoothing)
    {
        double largest = double.NegativeInfinity, sum = 0, loss = 0;
        foreach (var logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        for (var c = 0; c < logits.Length; c++)
        {
            loss -= (((1 - smoothing) * target[c]) + (smoothing / logits.Length)) * (logits[c] - largest - Math.Log(sum));
        }

        return loss;
    }

    /// <summary>erf by 2/√π·e^(−x²)·Σ 2ⁿx^(2n+1)/(2n+1)!!, whose terms all have one sign: no cancellation.</summary>
    public static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }

        double term = x, sum = x;
        for (var n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    private double[][] Embed(ReadOnlySpan<double> image)
    {
        var weight = parameters["patch_embed.proj.weight"].Values;
        var bias = parameters["patch_embed.proj.bias"].Values;
        var position = parameters["pos_embed"].Values;
        var first = config.ClassToken ? 1 : 0;
        var z = Zeros(config.Tokens, config.Features);
        if (config.ClassToken)
        {
            parameters["cls_token"].Values.CopyTo(z[0], 0);
        }

        for (var token = 0; token < config.GridTokens; token++)
        {
            var top = token / config.GridWidth * config.PatchHeight;
            var left = token % config.GridWidth * config.PatchWidth;
            for (var c = 0; c < config.Features; c++)
            {
                var sum = bias[c];
                for (var channel = 0; channel < config.Channels; channel++)
                {
                    for (var y = 0; y < config.PatchHeight; y++)
                    {
                        for (var x = 0; x < config.PatchWidth; x++)
                        {
                            sum += image[(((channel * config.Height) + top + y) * config.Width) + left + x]
                                * weight[(((((c * config.Channels) + channel) * config.PatchHeight) + y) * config.PatchWidth) + x];
                        }
                    }
                }

                z[first + token][c] = sum;
            }
        }

        for (var token = 0; token < config.Tokens; token++)
        {
            for (var c = 0; c < config.Features; c++)
            {
                z[token][c] += position[(token * config.Features) + c];
            }
        }

        return z;
    }

    private double[][] Lkca(double[][] x, string path)
    {
        var value = Linear(x, path + "value");
        var kernel = parameters[path + "kernel"].Values;
        var mixed = Zeros(config.GridTokens, config.Features);
        for (var c = 0; c < config.Features; c++)
        {
            var plane = c / (config.Features / config.Groups) * config.KernelHeight * config.KernelWidth;
            for (var query = 0; query < config.GridTokens; query++)
            {
                for (var key = 0; key < config.GridTokens; key++)
                {
                    // A[(i,j),(p,q)] = K[kh/2 − i + p, kw/2 − j + q], 0 outside the kernel
                    var u = (config.KernelHeight / 2) - (query / config.GridWidth) + (key / config.GridWidth);
                    var v = (config.KernelWidth / 2) - (query % config.GridWidth) + (key % config.GridWidth);
                    if (u >= 0 && u < config.KernelHeight && v >= 0 && v < config.KernelWidth)
                    {
                        mixed[query][c] += kernel[plane + (u * config.KernelWidth) + v] * value[key][c];
                    }
                }
            }
        }

        return config.Projection ? Linear(mixed, path + "proj") : mixed;
    }

    private double[][] Mhsa(double[][] x, string path)
    {
        var qkv = Linear(x, path + "qkv");
        var (tokens, d, size) = (x.Length, config.Features, config.Features / config.Heads);
        var output = Zeros(tokens, d);
        var scores = new double[tokens];
        for (var head = 0; head < config.Heads; head++)
        {
            for (var query = 0; query < tokens; query++)
            {
                double largest = double.NegativeInfinity, sum = 0;
                for (var key = 0; key < tokens; key++)
                {
                    double dot = 0;
                    for (var c = head * size; c < (head + 1) * size; c++)
                    {
                        dot += qkv[query][c] * qkv[key][d + c];
                    }

                    scores[key] = dot / Math.Sqrt(size);
                    largest = Math.Max(largest, scores[key]);
                }

                for (var key = 0; key < tokens; key++)
                {
                    scores[key] = Math.Exp(scores[key] - largest);
                    sum += scores[key];
                }

                for (var key = 0; key < tokens; key++)
                {
                    for (var c = head * size; c < (head + 1) * size; c++)
                    {
                        output[query][c] += scores[key] / sum * qkv[key][(2 * d) + c];
                    }
                }
            }
        }

        return Linear(output, path + "proj");
    }

    private double[][] LayerNorm(double[][] x, string path)
    {
        var scale = parameters[path + ".weight"].Values;
        var shift = parameters[path + ".bias"].Values;
        var y = Zeros(x.Length, scale.Length);
        for (var token = 0; token < x.Length; token++)
        {
            double mean = 0, variance = 0;
            foreach (var value in x[token])
            {
                mean += value / scale.Length;
            }

            foreach (var value in x[token])
            {
                variance += (value - mean) * (value - mean) / scale.Length;
            }

            for (var c = 0; c < scale.Length; c++)
            {
                y[token][c] = ((x[token][c] - mean) / Math.Sqrt(variance + 1e-5) * scale[c]) + shift[c];
            }
        }

        return y;
    }

    private double[][] Linear(double[][] x, string path)
    {
        var weight = parameters[path + ".weight"];
        var (outputs, inputs) = (weight.Shape[0], weight.Shape[1]);
        var bias = parameters.TryGetValue(path + ".bias", out var stated) ? stated.Values : new double[outputs];
        var y = Zeros(x.Length, outputs);
        for (var token = 0; token < x.Length; token++)
        {
            for (var o = 0; o < outputs; o++)
            {
                var sum = bias[o];
                for (var i = 0; i < inputs; i++)
                {
                    sum += x[token][i] * weight.Values[(o * inputs) + i];
                }

                y[token][o] = sum;
            }
        }

        return y;
    }

    private static double[] Mean(double[][] z)
    {
        var mean = new double[z[0].Length];
        foreach (var row in z)
        {
            for (var c = 0; c < mean.Length; c++)
            {
                mean[c] += row[c] / z.Length;
            }
        }

        return mean;
    }

    private static void Add(double[][] z, double[][] branch, double scale)
    {
        for (var token = 0; token < z.Length; token++)
        {
            for (var c = 0; c < z[token].Length; c++)
            {
                z[token][c] += scale * branch[token][c];
            }
        }
    }

    private static double[][] Zeros(int rows, int columns)
    {
        var matrix = new double[rows][];
        for (var row = 0; row < rows; row++)
        {
            matrix[row] = new double[columns];
        }

        return matrix;
    }
}
