using System;
using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>Softmax cross-entropy with label smoothing and soft targets; one thread per image.</summary>
internal static class LossKernels
{
    /// <summary>q = (1−s)·target + s/classes; losses = −Σ q·log softmax(logits); dLogits = scale·(softmax·Σq − q). Targets are (images, classes) without padding.</summary>
    public static void CrossEntropy(
        ArrayView<float> losses, ArrayView<float> dLogits, ArrayView<float> logits, ArrayView<float> targets, float smoothing, float scale, int images, int classes, int stride)
    {
        var image = Threads.Index;
        if (image >= images)
        {
            return;
        }

        var row = image * stride;
        var max = logits[row];
        for (var c = 1; c < classes; c++)
        {
            max = MathF.Max(max, logits[row + c]);
        }

        var sum = 0f;
        var total = 0f;
        for (var c = 0; c < classes; c++)
        {
            sum += MathF.Exp(logits[row + c] - max);
            total += Smoothed(targets[(image * classes) + c], smoothing, classes);
        }

        var logSum = max + MathF.Log(sum);
        var loss = 0f;
        for (var c = 0; c < classes; c++)
        {
            var q = Smoothed(targets[(image * classes) + c], smoothing, classes);
            loss += q * (logSum - logits[row + c]);
            dLogits[row + c] = scale * ((MathF.Exp(logits[row + c] - logSum) * total) - q);
        }

        losses[image] = loss;
    }

    /// <summary>Rows without their padding.</summary>
    public static void Pack(ArrayView<float> packed, ArrayView<float> rows, int count, int features, int stride)
    {
        var i = Threads.Index;
        if (i < count)
        {
            packed[i] = rows[(i / features * stride) + (i % features)];
        }
    }

    private static float Smoothed(float target, float smoothing, int classes) => ((1 - smoothing) * target) + (smoothing / classes);
}
