using System;

namespace Lkca.Runtime;

/// <summary>A compiled model with its weights, gradients and optimiser state: all that the trainer, the command line and the conformance tests know.
/// Images are (batch, channels, height, width), row-major; targets are class probabilities (batch, classes) whose rows sum to 1 (one-hot for plain labels);
/// logits are (batch, classes). Every method throws <see cref="ArgumentException"/>, naming the sizes, when a span has the wrong length, and
/// <see cref="ObjectDisposedException"/> after <see cref="IDisposable.Dispose"/>. Not thread-safe: one caller at a time. A session owns threads and native memory: dispose it.</summary>
public interface IVisionModel : IDisposable
{
    /// <summary>What is known of the model before it runs.</summary>
    ModelInfo Info { get; }

    /// <summary>The options that the session was created with.</summary>
    SessionOptions Options { get; }

    /// <summary>What the user should know of the device that the session got, say a library that it runs without and what to install; null where there is nothing.</summary>
    string? Warning => null;

    /// <summary>The weights: host copy in checkpoint layout.</summary>
    IParameterStore Weights { get; }

    /// <summary>The gradients of the last step: host copy, same names and shapes.</summary>
    IParameterStore Gradients { get; }

    /// <summary>AdamW's first moments: host copy, same names and shapes.</summary>
    IParameterStore FirstMoments { get; }

    /// <summary>AdamW's second moments: host copy, same names and shapes.</summary>
    IParameterStore SecondMoments { get; }

    /// <summary>Optimiser steps taken (AdamW's t); set by resume.</summary>
    long StepCount { get; set; }

    /// <summary>The Euclidean norm of the last update's gradient, before clipping; NaN where that step neither clipped nor was asked to measure it.</summary>
    double GradientNorm => double.NaN;

    /// <summary>Fills <paramref name="logits"/> (n, classes) for n images, 1 ≤ n ≤ MaxBatch. Effectively the network of the declaration in evaluation mode.</summary>
    void Forward(ReadOnlySpan<float> images, Span<float> logits);

    /// <inheritdoc cref="Forward(ReadOnlySpan{float}, Span{float})"/>
    void Forward(ReadOnlySpan<double> images, Span<double> logits);

    /// <summary>What steps can do beside AdamW with decay on every parameter; options that ask for more are refused with an <see cref="ArgumentException"/>.</summary>
    StepFeatures Features => StepFeatures.None;

    /// <summary>Forward, loss, backward and one update by AdamW or what the options state (with accumulation, at the last micro-batch only);
    /// returns the mean loss over the batch. The update is made whatever the loss is: where it is NaN or infinite, weights and moments may be spoiled from then on, and
    /// a caller who has no copy of them cannot go back (<see cref="Training.Trainer"/> does, from its last saved state).</summary>
    float Step(ReadOnlySpan<float> images, ReadOnlySpan<float> targets, in StepOptions options);

    /// <inheritdoc cref="Step(ReadOnlySpan{float}, ReadOnlySpan{float}, in StepOptions)"/>
    double Step(ReadOnlySpan<double> images, ReadOnlySpan<double> targets, in StepOptions options);

    /// <summary>Forward, loss and backward without an update; returns the mean loss. <paramref name="imageGradient"/> receives dLoss/dImages where it is not empty.</summary>
    float Differentiate(ReadOnlySpan<float> images, ReadOnlySpan<float> targets, in StepOptions options, Span<float> imageGradient);

    /// <inheritdoc cref="Differentiate(ReadOnlySpan{float}, ReadOnlySpan{float}, in StepOptions, Span{float})"/>
    double Differentiate(ReadOnlySpan<double> images, ReadOnlySpan<double> targets, in StepOptions options, Span<double> imageGradient);

    /// <summary>Draws fresh weights from <paramref name="seed"/> (paper recipe: Linear Xavier-normal, biases 0, LayerNorm 1/0, position embedding and class token N(0,1), large kernels 0) and clears the optimiser state.</summary>
    void Initialize(ulong seed);

    /// <summary>Copies weights, gradients and optimiser state from the device into the host copies. Nothing to do where they are the same memory (Cpu).</summary>
    void Download();

    /// <summary>Copies the weights alone from the device into the host copy.</summary>
    void DownloadWeights() => Download();

    /// <summary>Copies host weights and optimiser state to the device, and makes what depends on them stale. Call it after writing to <see cref="Weights"/>.</summary>
    void Upload();
}
