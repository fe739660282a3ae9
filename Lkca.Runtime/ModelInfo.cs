using System.Collections.Generic;

namespace Lkca.Runtime;

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

    /// <summary>Of <see cref="MacsInference"/>, multiply-accumulates that products with a split Toeplitz matrix save: nine are executed for sixteen.</summary>
    public long MacsSavedInference { get; init; }

    /// <summary>Of <see cref="MacsTraining"/>, what they save.</summary>
    public long MacsSavedTraining { get; init; }

    /// <summary>Bytes that a training session allocates whatever the batch is.</summary>
    public required long ArenaBytesFixed { get; init; }

    /// <summary>Bytes of activations for one image in flight; a worker holds one group of images.</summary>
    public required long ArenaBytesPerImage { get; init; }

    /// <summary>Hash of parameter names, shapes and types, and of what gives equal shapes another meaning (heads, kernels): training resumes only where it is equal.</summary>
    public required string SchemaHash { get; init; }
}
