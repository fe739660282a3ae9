using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Execution;

// The calls of IVisionModel in both element types: sizes are checked, the other type is converted.
public abstract unsafe partial class VisionSession<T>
{
    private T[] _convertedImages = [];
    private T[] _convertedTargets = [];
    private T[] _convertedResult = [];

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> images, Span<float> logits) => ForwardAny(images, logits);

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<double> images, Span<double> logits) => ForwardAny(images, logits);

    /// <inheritdoc/>
    public float Step(ReadOnlySpan<float> images, ReadOnlySpan<float> targets, in StepOptions options) => TrainAny(images, targets, options, default, update: true);

    /// <inheritdoc/>
    public double Step(ReadOnlySpan<double> images, ReadOnlySpan<double> targets, in StepOptions options) => TrainAny(images, targets, options, default, update: true);

    /// <inheritdoc/>
    public float Differentiate(ReadOnlySpan<float> images, ReadOnlySpan<float> targets, in StepOptions options, Span<float> imageGradient) =>
        TrainAny(images, targets, options, imageGradient, update: false);

    /// <inheritdoc/>
    public double Differentiate(ReadOnlySpan<double> images, ReadOnlySpan<double> targets, in StepOptions options, Span<double> imageGradient) =>
        TrainAny(images, targets, options, imageGradient, update: false);

    private void ForwardAny<TOuter>(ReadOnlySpan<TOuter> images, Span<TOuter> logits)
        where TOuter : unmanaged, INumberBase<TOuter>
    {
        var count = CheckImages(images.Length);
        CheckLength(logits.Length, count, Info.Classes, "logits", "classes");
        fixed (T* x = Inner(images, ref _convertedImages), y = Inner<TOuter>(logits, ref _convertedResult))
        {
            RunForward(new(x, images.Length), new(y, logits.Length), count);
        }

        CopyBack(logits);
    }

    private TOuter TrainAny<TOuter>(ReadOnlySpan<TOuter> images, ReadOnlySpan<TOuter> targets, in StepOptions options, Span<TOuter> imageGradient, bool update)
        where TOuter : unmanaged, INumberBase<TOuter>
    {
        if (!Options.Training)
        {
            throw new InvalidOperationException($"This session of {Info.Name} was created with Training = false: it has no memory for gradients.");
        }

        var count = CheckImages(images.Length);
        CheckLength(targets.Length, count, Info.Classes, "targets", "class probabilities");
        if (imageGradient.Length != 0)
        {
            CheckLength(imageGradient.Length, count, images.Length / count, "imageGradient", "pixel values, or none at all");
        }

        options.Check();
        if ((options.Features & ~Features) is var missing and not StepFeatures.None)
        {
            throw new ArgumentException($"The {Info.Backend} backend of {Info.Name} has no {missing} in its steps; leave the option out, or declare the model for the Cpu backend, which has it.");
        }

        TOuter loss;
        fixed (T* x = Inner(images, ref _convertedImages), t = Inner(targets, ref _convertedTargets), dx = Inner<TOuter>(imageGradient, ref _convertedResult))
        {
            loss = TOuter.CreateChecked(RunTraining(new(x, images.Length), new(t, targets.Length), new(dx, imageGradient.Length), count, options, update));
        }

        CopyBack(imageGradient);
        return loss;
    }

    private int CheckImages(int length)
    {
        ThrowIfDisposed();
        var pixels = Info.Channels * Info.Height * Info.Width;
        var count = length / pixels;
        if (count * pixels != length || count < 1 || count > Options.MaxBatch)
        {
            throw new ArgumentException(
                $"images holds {length} values; {Info.Name} takes 1 to {Options.MaxBatch} images of {Info.Channels}×{Info.Height}×{Info.Width} = {pixels} values (MaxBatch is a session option).");
        }

        return count;
    }

    private void CheckLength(int length, int count, int each, string name, string meaning)
    {
        if (length != (long)count * each)
        {
            throw new ArgumentException($"{name} holds {length} values; {Info.Name} needs {(long)count * each} here: {count} images × {each} {meaning}.");
        }
    }

    /// <summary>The caller's values as this model's element type: the same memory where the types agree.</summary>
    private static ReadOnlySpan<T> Inner<TOuter>(ReadOnlySpan<TOuter> values, ref T[] converted)
        where TOuter : unmanaged, INumberBase<TOuter>
    {
        if (typeof(TOuter) == typeof(T))
        {
            return System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(
                ref Unsafe.As<TOuter, T>(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(values)), values.Length);
        }

        if (converted.Length < values.Length)
        {
            converted = new T[values.Length];
        }

        for (var i = 0; i < values.Length; i++)
        {
            converted[i] = T.CreateTruncating(values[i]);
        }

        return converted.AsSpan(0, values.Length);
    }

    private void CopyBack<TOuter>(Span<TOuter> result)
        where TOuter : unmanaged, INumberBase<TOuter>
    {
        for (var i = 0; typeof(TOuter) != typeof(T) && i < result.Length; i++)
        {
            result[i] = TOuter.CreateTruncating(_convertedResult[i]);
        }
    }
}
