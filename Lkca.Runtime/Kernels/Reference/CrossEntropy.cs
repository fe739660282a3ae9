using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Cross-entropy with label smoothing and soft targets: the naive twin of <see cref="Cpu.CrossEntropy"/>.</summary>
public static unsafe class CrossEntropy
{
    /// <summary>q = (1−s)·target + s/classes; losses = −Σ q·log softmax(logits); dLogits = scale·(softmax·Σq − q), padding lanes 0.</summary>
    public static void Forward<T>(
        NativeSpan<T> losses, NativeSpan<T> dLogits, NativeSpan<T> logits, NativeSpan<T> targets, T smoothing, T scale, int images, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(dLogits, images, classes);
        for (var image = 0; image < images; image++)
        {
            var max = T.NegativeInfinity;
            for (var c = 0; c < classes; c++)
            {
                max = T.Max(max, logits.Pointer[Tiled.Index(image, c, classes)]);
            }

            T sum = T.Zero, total = T.Zero, loss = T.Zero;
            for (var c = 0; c < classes; c++)
            {
                sum += T.Exp(logits.Pointer[Tiled.Index(image, c, classes)] - max);
                total += Target(targets, smoothing, image, c, classes);
            }

            var logSum = max + T.Log(sum);
            for (var c = 0; c < classes; c++)
            {
                var q = Target(targets, smoothing, image, c, classes);
                var logit = logits.Pointer[Tiled.Index(image, c, classes)];
                loss += q * (logSum - logit);
                dLogits.Pointer[Tiled.Index(image, c, classes)] = scale * (T.Exp(logit - logSum) * total - q);
            }

            losses.Pointer[image] = loss;
        }
    }

    private static T Target<T>(NativeSpan<T> targets, T smoothing, int image, int c, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (T.One - smoothing) * targets.Pointer[(long)image * classes + c] + smoothing / T.CreateChecked(classes);
}
