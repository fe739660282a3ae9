using System;
using System.Collections.Generic;

namespace Lkca.Runtime.Memory;

/// <summary>A model's weights as typed, shaped views: <c>model.Parameters.Blocks[3].Lkca.Kernel</c>.</summary>
public sealed class VisionParameters<T>
    where T : unmanaged
{
    private readonly TensorView<T> _position;

    internal VisionParameters(ParameterStore<T> store)
    {
        PatchEmbed = new(store, "patch_embed.proj");
        _position = store.Tensor("pos_embed");
        ClassToken = store.Contains("cls_token") ? store.Tensor("cls_token") : null;
        Norm = new(store, store.Contains("norm.weight") ? "norm" : "fc_norm");
        Head = new(store, "head");
        var blocks = new List<BlockParameters<T>>();
        while (store.Contains($"blocks.{blocks.Count}.norm1.weight"))
        {
            blocks.Add(new(store, $"blocks.{blocks.Count}"));
        }

        Blocks = blocks;
    }

    /// <summary>patch_embed.proj: weight (width, channels, patch height, patch width), bias (width).</summary>
    public LinearParameters<T> PatchEmbed { get; }

    /// <summary>cls_token (1, 1, width), or null where the head pools the mean.</summary>
    public TensorView<T>? ClassToken { get; }

    /// <summary>pos_embed (1, tokens, width).</summary>
    public ref readonly TensorView<T> Position => ref _position;

    /// <summary>The blocks in order.</summary>
    public IReadOnlyList<BlockParameters<T>> Blocks { get; }

    /// <summary>norm or fc_norm: weight and bias (width).</summary>
    public LinearParameters<T> Norm { get; }

    /// <summary>head: weight (classes, width), bias (classes).</summary>
    public LinearParameters<T> Head { get; }
}

/// <summary>Weights of one block; only the mixer that it has can be read.</summary>
public sealed class BlockParameters<T>
    where T : unmanaged
{
    private readonly string _path;
    private readonly LkcaParameters<T>? _lkca;
    private readonly MhsaParameters<T>? _attention;

    internal BlockParameters(ParameterStore<T> store, string path)
    {
        _path = path;
        Norm1 = new(store, path + ".norm1");
        Norm2 = new(store, path + ".norm2");
        Fc1 = new(store, path + ".mlp.fc1");
        Fc2 = new(store, path + ".mlp.fc2");
        _lkca = store.Contains(path + ".lkca.kernel") ? new(store, path + ".lkca") : null;
        _attention = store.Contains(path + ".attn.qkv.weight") ? new(store, path + ".attn") : null;
    }

    /// <summary>LayerNorm in front of the mixer.</summary>
    public LinearParameters<T> Norm1 { get; }

    /// <summary>The large-kernel mixer.</summary>
    /// <exception cref="InvalidOperationException">The block has another mixer.</exception>
    public LkcaParameters<T> Lkca => _lkca ?? throw new InvalidOperationException($"{_path} has no large-kernel mixer; its mixer is self-attention (Attention).");

    /// <summary>The self-attention mixer.</summary>
    /// <exception cref="InvalidOperationException">The block has another mixer.</exception>
    public MhsaParameters<T> Attention => _attention ?? throw new InvalidOperationException($"{_path} has no self-attention; its mixer is a large kernel (Lkca).");

    /// <summary>LayerNorm in front of the MLP.</summary>
    public LinearParameters<T> Norm2 { get; }

    /// <summary>First layer of the MLP: weight (hidden, width).</summary>
    public LinearParameters<T> Fc1 { get; }

    /// <summary>Second layer of the MLP: weight (width, hidden).</summary>
    public LinearParameters<T> Fc2 { get; }
}

/// <summary>Weight and bias under one path: a Linear (out, in), a convolution, or a LayerNorm's scale and shift.</summary>
public sealed class LinearParameters<T>
    where T : unmanaged
{
    private readonly TensorView<T> _weight;

    internal LinearParameters(ParameterStore<T> store, string path)
    {
        _weight = store.Tensor(path + ".weight");
        Bias = store.Contains(path + ".bias") ? store.Tensor(path + ".bias") : null;
    }

    /// <summary>path.weight.</summary>
    public ref readonly TensorView<T> Weight => ref _weight;

    /// <summary>path.bias, or null where none is declared.</summary>
    public TensorView<T>? Bias { get; }
}

/// <summary>Weights of a large-kernel mixer.</summary>
public sealed class LkcaParameters<T>
    where T : unmanaged
{
    private readonly TensorView<T> _kernel;

    internal LkcaParameters(ParameterStore<T> store, string path)
    {
        Value = new(store, path + ".value");
        _kernel = store.Tensor(path + ".kernel");
        Projection = store.Contains(path + ".proj.weight") ? new(store, path + ".proj") : null;
    }

    /// <summary>The value projection.</summary>
    public LinearParameters<T> Value { get; }

    /// <summary>The kernel: (kernel height, kernel width), or (groups, kernel height, kernel width).</summary>
    public ref readonly TensorView<T> Kernel => ref _kernel;

    /// <summary>The output projection, or null where the declaration leaves it out.</summary>
    public LinearParameters<T>? Projection { get; }
}

/// <summary>Weights of a self-attention mixer.</summary>
public sealed class MhsaParameters<T>
    where T : unmanaged
{
    internal MhsaParameters(ParameterStore<T> store, string path)
    {
        Qkv = new(store, path + ".qkv");
        Projection = new(store, path + ".proj");
    }

    /// <summary>Queries, keys and values: weight (3·width, width).</summary>
    public LinearParameters<T> Qkv { get; }

    /// <summary>The output projection.</summary>
    public LinearParameters<T> Projection { get; }
}
