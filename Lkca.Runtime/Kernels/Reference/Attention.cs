using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Multi-head self-attention between the projections: the naive twins of <see cref="Cpu.Attention"/>.</summary>
public static unsafe class Attention
{
    /// <summary>Elements of scratch: the probabilities of one head and their gradient.</summary>
    public static long ScratchElements(int tokensPerImage, int features, int heads) => 2L * tokensPerImage * tokensPerImage;

    /// <summary>output = softmax(q·kᵀ/√dh)·v per image and head; logSumExp, tiled (tokens, heads), is log Σ exp of the scaled scores.</summary>
    public static void Forward<T>(
        NativeSpan<T> output, NativeSpan<T> logSumExp, NativeSpan<T> qkv, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int heads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(output, images * tokensPerImage, features);
        var width = features / heads;
        for (var image = 0; image < images; image++)
        {
            for (var head = 0; head < heads; head++)
            {
                for (var query = 0; query < tokensPerImage; query++)
                {
                    var token = image * tokensPerImage + query;
                    var max = T.NegativeInfinity;
                    for (var key = 0; key < tokensPerImage; key++)
                    {
                        max = T.Max(max, Score(qkv, image * tokensPerImage, query, key, head, features, width));
                    }

                    var sum = T.Zero;
                    for (var key = 0; key < tokensPerImage; key++)
                    {
                        scratch.Pointer[key] = T.Exp(Score(qkv, image * tokensPerImage, query, key, head, features, width) - max);
                        sum += scratch.Pointer[key];
                    }

                    logSumExp.Pointer[Tiled.Index(token, head, heads)] = max + T.Log(sum);
                    for (var c = 0; c < width; c++)
                    {
                        var mixed = T.Zero;
                        for (var key = 0; key < tokensPerImage; key++)
                        {
                            mixed += scratch.Pointer[key] * qkv.Pointer[Tiled.Index(image * tokensPerImage + key, 2 * features + head * width + c, 3 * features)];
                        }

                        output.Pointer[Tiled.Index(token, head * width + c, features)] = mixed / sum;
                    }
                }
            }
        }
    }

    /// <summary>dQkv from dOutput; probabilities come from logSumExp.</summary>
    public static void Backward<T>(
        NativeSpan<T> dQkv, NativeSpan<T> dOutput, NativeSpan<T> output, NativeSpan<T> qkv, NativeSpan<T> logSumExp, NativeSpan<T> scratch,
        int images, int tokensPerImage, int features, int heads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(dQkv, images * tokensPerImage, 3 * features);
        var width = features / heads;
        var scale = T.One / T.Sqrt(T.CreateChecked(width));
        for (var image = 0; image < images; image++)
        {
            var start = image * tokensPerImage;
            for (var head = 0; head < heads; head++)
            {
                for (var query = 0; query < tokensPerImage; query++)
                {
                    var dot = T.Zero;
                    for (var c = 0; c < width; c++)
                    {
                        var at = Tiled.Index(start + query, head * width + c, features);
                        dot += dOutput.Pointer[at] * output.Pointer[at];
                    }

                    for (var key = 0; key < tokensPerImage; key++)
                    {
                        var probability = T.Exp(
                            Score(qkv, start, query, key, head, features, width) - logSumExp.Pointer[Tiled.Index(start + query, head, heads)]);
                        var dProbability = T.Zero;
                        for (var c = 0; c < width; c++)
                        {
                            var gradient = dOutput.Pointer[Tiled.Index(start + query, head * width + c, features)];
                            var value = Tiled.Index(start + key, 2 * features + head * width + c, 3 * features);
                            dProbability += gradient * qkv.Pointer[value];
                            dQkv.Pointer[value] += gradient * probability;
                        }

                        var dScore = probability * (dProbability - dot) * scale;
                        for (var c = 0; c < width; c++)
                        {
                            var q = Tiled.Index(start + query, head * width + c, 3 * features);
                            var k = Tiled.Index(start + key, features + head * width + c, 3 * features);
                            dQkv.Pointer[q] += dScore * qkv.Pointer[k];
                            dQkv.Pointer[k] += dScore * qkv.Pointer[q];
                        }
                    }
                }
            }
        }
    }

    private static T Score<T>(NativeSpan<T> qkv, int start, int query, int key, int head, int features, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var score = T.Zero;
        for (var c = 0; c < width; c++)
        {
            score += qkv.Pointer[Tiled.Index(start + query, head * width + c, 3 * features)]
                * qkv.Pointer[Tiled.Index(start + key, features + head * width + c, 3 * features)];
        }

        return score / T.Sqrt(T.CreateChecked(width));
    }
}
