using System.Numerics;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Cross-entropy with label smoothing and soft targets.</summary>
public static class CrossEntropy
{
    /// <summary>q = (1−s)·target + s/classes; losses = −Σ q·log softmax(logits); dLogits = scale·(softmax·Σq − q).</summary>
    /// <param name="losses">(images).</param>
    /// <param name="dLogits">Tiled (images, classes); padding lanes are 0.</param>
    /// <param name="logits">Tiled (images, classes).</param>
    /// <param name="targets">(images, classes), row-major: class probabilities.</param>
    /// <param name="smoothing">s.</param>
    /// <param name="scale">Factor of the gradient: 1/batch for a mean.</param>
    /// <param name="images">Images.</param>
    /// <param name="classes">Classes.</param>
    public static void Forward<T>(
        NativeSpan<T> losses, NativeSpan<T> dLogits, NativeSpan<T> logits, NativeSpan<T> targets, T smoothing, T scale, int images, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            CrossEntropyCore<Simd512<T>, Vector512<T>, T>.Forward(losses, dLogits, logits, targets, smoothing, scale, images, classes);
        }
        else if (Simd.Use256)
        {
            CrossEntropyCore<Simd256<T>, Vector256<T>, T>.Forward(losses, dLogits, logits, targets, smoothing, scale, images, classes);
        }
        else
        {
            CrossEntropyCore<Simd128<T>, Vector128<T>, T>.Forward(losses, dLogits, logits, targets, smoothing, scale, images, classes);
        }
    }
}
