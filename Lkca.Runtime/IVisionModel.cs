using System;
using System.Collections.Generic;
using Lkca.Runtime.Memory;

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

    /// <summary>Fills <paramref name="logits"/> (n, classes) for n images, 1 ≤ n ≤ MaxBatch. Effectively the network of the declaration in evaluation mode.</summary>
    void Forward(ReadOnlySpan<float> images, Span<float> logits);

    /// <inheritdoc cref="Forward(ReadOnlySpan{float}, Span{float})"/>
    void Forward(ReadOnlySpan<double> images, Span<double> logits);

    /// <summary>Forward, loss, backward and one AdamW update; returns the mean loss over the batch.</summary>
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

    /// <summary>Copies host weights and optimiser state to the device, and makes what depends on them stale. Call it after writing to <see cref="Weights"/>.</summary>
    void Upload();
}

/// <summary>How a session is created.</summary>
public sealed record SessionOptions
{
    /// <summary>The most images a call may bring.</summary>
    public int MaxBatch { get; init; } = 128;

    /// <summary>Worker threads; 0 takes one per core. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Device name of the backend: "cpu" here.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Seed of the initial weights.</summary>
    public ulong Seed { get; init; }

    /// <summary>False leaves out gradients, optimiser state and saved activations: only Forward works.</summary>
    public bool Training { get; init; } = true;
}

/// <summary>The numbers of one training step.</summary>
public readonly record struct StepOptions()
{
    /// <summary>Learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>AdamW's decoupled weight decay, on every parameter.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>AdamW's β₁.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's β₂.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>AdamW's ε, added to √v̂.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Label smoothing s: the loss uses (1−s)·target + s/classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Probability that a branch of a block is dropped for a sample (stochastic depth); the kept ones are scaled by 1/(1−p). 0 ≤ p &lt; 1.</summary>
    public double DropPath { get; init; }

    /// <summary>Seed of the step's random draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Refuses what would silently spoil the weights.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it and says what is right.</exception>
    internal void Check()
    {
        Require(DropPath is >= 0 and < 1, nameof(DropPath), DropPath, "a probability from 0 to below 1");
        Require(LabelSmoothing is >= 0 and <= 1, nameof(LabelSmoothing), LabelSmoothing, "from 0 to 1");
        Require(LearningRate is >= 0 and < double.PositiveInfinity, nameof(LearningRate), LearningRate, "a finite number from 0 on");
        Require(WeightDecay is >= 0 and < double.PositiveInfinity, nameof(WeightDecay), WeightDecay, "a finite number from 0 on");
        Require(Beta1 is >= 0 and < 1, nameof(Beta1), Beta1, "from 0 to below 1");
        Require(Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "from 0 to below 1");
        Require(Epsilon is > 0 and < double.PositiveInfinity, nameof(Epsilon), Epsilon, "a positive number");
    }

    private static void Require(bool holds, string name, double value, string right)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; {right} is right."));
        }
    }

    /// <summary>Number of the step: with <see cref="Seed"/>, the sample's index in the batch and the branch it decides every draw.</summary>
    public long Step { get; init; }
}

/// <summary>What is known of a model before it runs: the compiler's constants.</summary>
public sealed record ModelInfo
{
    /// <summary>Name of the declaring record.</summary>
    public required string Name { get; init; }

    /// <summary>"Cpu", "TorchSharp" or "Ilgpu".</summary>
    public required string Backend { get; init; }

    /// <summary>"F32" or "F64".</summary>
    public required string Precision { get; init; }

    /// <summary>Input channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Image height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Image width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Parameters, in state-dict order.</summary>
    public required IReadOnlyList<ParameterInfo> Parameters { get; init; }

    /// <summary>The layers, in order of execution.</summary>
    public required IReadOnlyList<LayerInfo> Layers { get; init; }

    /// <summary>Number of trainable scalars.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Multiply-accumulates of one image's forward pass as declared (linear, attention products, large kernel in its chosen view).</summary>
    public required long Macs { get; init; }

    /// <summary>The same pass by the convention of ptflops 0.7.1: linear MACs + biases + 2·GELU + 1·LayerNorm + softmax inputs, nothing for attention products and large kernels.</summary>
    public required long MacsPtflops071 { get; init; }

    /// <summary>Multiply-accumulates that inference executes per image, after exact simplification.</summary>
    public required long MacsInference { get; init; }

    /// <summary>Multiply-accumulates that a training step executes per image.</summary>
    public required long MacsTraining { get; init; }

    /// <summary>Multiply-accumulates that a training step adds whatever the batch is: products of parameters and their gradients.</summary>
    public long MacsPerStep { get; init; }

    /// <summary>Bytes that a training session allocates whatever the batch is.</summary>
    public required long ArenaBytesFixed { get; init; }

    /// <summary>Bytes of activations for one image in flight; a worker holds one group of images.</summary>
    public required long ArenaBytesPerImage { get; init; }

    /// <summary>Hash of parameter names, shapes and types, and of what gives equal shapes another meaning (heads, kernels): training resumes only where it is equal.</summary>
    public required string SchemaHash { get; init; }
}

/// <summary>One parameter of the state dict.</summary>
/// <param name="Name">timm's name, for example blocks.3.mlp.fc1.weight.</param>
/// <param name="Shape">Row-major shape; Linear weights are (out, in).</param>
/// <param name="Offset">First element in the store, in elements (a multiple of 16).</param>
/// <param name="Initialization">How <see cref="IVisionModel.Initialize"/> draws it.</param>
public sealed record ParameterInfo(string Name, IReadOnlyList<int> Shape, long Offset, Initialization Initialization)
{
    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (var size in Shape)
            {
                count *= size;
            }

            return count;
        }
    }
}

/// <summary>How a parameter is drawn.</summary>
public enum Initialization
{
    /// <summary>All zero (biases, LayerNorm shift, large kernels).</summary>
    Zeros,

    /// <summary>All one (LayerNorm scale).</summary>
    Ones,

    /// <summary>N(0, 1) (position embedding, class token).</summary>
    Normal,

    /// <summary>N(0, 2/(fan_in + fan_out)) over the matrix (out, rest).</summary>
    XavierNormal,
}

/// <summary>One layer of the model card.</summary>
/// <param name="Path">State-dict path, for example blocks.0.lkca.</param>
/// <param name="Kind">What it is, for example "LkcaMixer".</param>
/// <param name="Shape">Output shape of one image, for example "64×210".</param>
/// <param name="Parameters">Trainable scalars.</param>
/// <param name="Macs">Multiply-accumulates per image.</param>
/// <param name="View">Chosen view of a large-kernel operator, or null.</param>
public sealed record LayerInfo(string Path, string Kind, string Shape, long Parameters, long Macs, string? View);

/// <summary>Tensors of one kind (weights, gradients, moments) by state-dict name, in one block of memory.</summary>
public interface IParameterStore
{
    /// <summary>Names, shapes and places.</summary>
    IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <summary>"F32" or "F64".</summary>
    string Precision { get; }

    /// <summary>The bytes of one tensor, little-endian, row-major: writable and live.</summary>
    /// <exception cref="KeyNotFoundException">No parameter has that name; the message lists the nearest ones.</exception>
    Span<byte> Bytes(string name);
}
