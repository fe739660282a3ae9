using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace Lkca.Runtime.Inspection;

/// <summary>A declared model computed by its definition alone, from its parameters, in double precision, one image at a time: slow, and every activation, attention
/// matrix and inner gradient can be looked at. It knows the state dict's names, not the compiler: what it computes can be held against a session's logits.</summary>
public sealed class PlainNetwork
{
    /// <summary>Attention and large kernels are matrices over all pairs of patches here.</summary>
    public const int MaxPatches = 1024;

    private readonly ModelInfo _info;
    private readonly Dictionary<string, (int[] Shape, double[] Values)> _parameters;
    private readonly PlainBlock[] _blocks;
    private readonly int _patchHeight, _patchWidth;

    private PlainNetwork(ModelInfo info, Dictionary<string, (int[], double[])> parameters)
    {
        (_info, _parameters) = (info, parameters);
        var patch = _parameters["patch_embed.proj.weight"].Shape;
        (Width, _patchHeight, _patchWidth) = (patch[0], patch[2], patch[3]);
        (GridHeight, GridWidth) = (info.Height / _patchHeight, info.Width / _patchWidth);
        _blocks = [.. Enumerable.Range(0, int.MaxValue).TakeWhile(i => _parameters.ContainsKey($"blocks.{i}.norm1.weight")).Select(Block)];
    }

    /// <summary>Rows of the grid of patches.</summary>
    public int GridHeight { get; }

    /// <summary>Columns of the grid of patches.</summary>
    public int GridWidth { get; }

    /// <summary>Features of a token.</summary>
    public int Width { get; }

    /// <summary>1 where token 0 is a class token, 0 where every token is a patch.</summary>
    public int FirstPatch => _parameters.ContainsKey("cls_token") ? 1 : 0;

    /// <summary>Number of tokens.</summary>
    public int Tokens => FirstPatch + GridHeight * GridWidth;

    /// <summary>Number of blocks.</summary>
    public int Depth => _blocks.Length;

    /// <summary>Height and width of a patch in pixels.</summary>
    public (int Height, int Width) Patch => (_patchHeight, _patchWidth);

    /// <summary>Reads the parameters of a session.</summary>
    /// <returns>Null where the model is none of the kinds that are known here; <paramref name="reason"/> then says why.</returns>
    public static PlainNetwork? Of(IVisionModel model, out string reason)
    {
        ArgumentNullException.ThrowIfNull(model);
        var names = model.Weights.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        if (!names.Contains("patch_embed.proj.weight") || !names.Contains("blocks.0.norm1.weight"))
        {
            reason = $"{model.Info.Name} is not made of a patch embedding and blocks";
            return null;
        }

        var patch = model.Weights.Parameters.First(p => p.Name == "patch_embed.proj.weight").Shape;
        var patches = model.Info.Height / patch[2] * (model.Info.Width / patch[3]);
        if (patches > MaxPatches)
        {
            reason = $"{patches} patches are more than the {MaxPatches} that are computed here";
            return null;
        }

        reason = "";
        model.Download();
        return new PlainNetwork(model.Info, model.Weights.Parameters.ToDictionary(p => p.Name, p => (p.Shape.ToArray(),
            Values(model.Weights.Bytes(p.Name), model.Weights.Precision)), StringComparer.Ordinal));
    }

    /// <summary>The large kernels of a session's parameter (kh, kw) or (groups, kh, kw), one per group.</summary>
    public static IReadOnlyList<Matrix> Kernels(IVisionModel model, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(parameter);
        return Kernels(parameter.Shape, Values(model.Weights.Bytes(parameter.Name), model.Weights.Precision));
    }

    /// <summary>Computes one normalised image (channels, height, width).</summary>
    public NetworkTrace Forward(ReadOnlySpan<float> image)
    {
        var wide = new double[image.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = image[i];
        }

        return Forward(wide);
    }

    /// <inheritdoc cref="Forward(ReadOnlySpan{float})"/>
    public NetworkTrace Forward(ReadOnlySpan<double> image)
    {
        var z = Embed(image);
        var steps = new PlainStep[Depth];
        var attention = new Matrix[]?[Depth];
        for (var block = 0; block < Depth; block++)
        {
            steps[block] = _blocks[block].Forward(z, out attention[block]);
            z = steps[block].Output;
        }

        return new NetworkTrace(this, steps, attention, Head(z));
    }

    /// <summary>Gradient of the image from that of the tokens in front of the first block.</summary>
    internal double[] PatchGradient(Matrix tokens)
    {
        var gradient = new double[_info.Channels * _info.Height * _info.Width];
        var weight = new Matrix(Width, gradient.Length / (GridHeight * GridWidth), _parameters["patch_embed.proj.weight"].Values);
        var patch = new double[weight.Columns];
        for (var token = 0; token < GridHeight * GridWidth; token++)
        {
            Array.Clear(patch);
            for (var c = 0; c < Width; c++)
            {
                Matrix.AddScaled(patch, tokens[FirstPatch + token][c], weight[c]);
            }

            for (var i = 0; i < patch.Length; i++)
            {
                gradient[Pixel(token, i)] = patch[i];
            }
        }

        return gradient;
    }

    private static double[] Values(ReadOnlySpan<byte> bytes, string precision) => precision == "F64"
        ? MemoryMarshal.Cast<byte, double>(bytes).ToArray()
        : [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(v => (double)v)];

    private static Matrix[] Kernels(IReadOnlyList<int> shape, double[] values) =>
        [.. values.Chunk(shape[^2] * shape[^1]).Select(kernel => new Matrix(shape[^2], shape[^1], kernel))];

    /// <summary>Place in the image of the i-th scalar (channel, row, column) of a patch.</summary>
    private int Pixel(int token, int i)
    {
        var area = _patchHeight * _patchWidth;
        var row = token / GridWidth * _patchHeight + i % area / _patchWidth;
        return (i / area * _info.Height + row) * _info.Width + token % GridWidth * _patchWidth + i % _patchWidth;
    }

    private Matrix Embed(ReadOnlySpan<double> image)
    {
        var z = new Matrix(Tokens, Width, (double[])_parameters["pos_embed"].Values.Clone());
        if (FirstPatch == 1)
        {
            Matrix.AddScaled(z[0], 1, _parameters["cls_token"].Values);
        }

        var (weight, bias) = (_parameters["patch_embed.proj.weight"].Values, _parameters["patch_embed.proj.bias"].Values);
        var patch = new double[weight.Length / Width];
        for (var token = 0; token < GridHeight * GridWidth; token++)
        {
            for (var i = 0; i < patch.Length; i++)
            {
                patch[i] = image[Pixel(token, i)];
            }

            for (var c = 0; c < Width; c++)
            {
                z[FirstPatch + token][c] += bias[c] + Matrix.Dot(patch, weight.AsSpan(c * patch.Length, patch.Length));
            }
        }

        return z;
    }

    /// <summary>Classifies the class token behind <c>norm</c>, or the mean over tokens behind <c>fc_norm</c>.</summary>
    private double[] Head(Matrix z)
    {
        var pooled = new Matrix(1, Width);
        for (var token = 0; token < (FirstPatch == 1 ? 1 : Tokens); token++)
        {
            Matrix.AddScaled(pooled[0], FirstPatch == 1 ? 1 : 1.0 / Tokens, z[token]);
        }

        return Linear("head").Forward(Norm(FirstPatch == 1 ? "norm" : "fc_norm").Forward(pooled).Output).Output.Values;
    }

    private PlainBlock Block(int block)
    {
        var path = $"blocks.{block}.";
        return new(Norm(path + "norm1"), Mixer(path), Norm(path + "norm2"), new(Linear(path + "mlp.fc1"), Linear(path + "mlp.fc2")));
    }

    private PlainMixer Mixer(string path)
    {
        return _parameters.TryGetValue(path + "lkca.kernel", out var kernel)
            ? new PlainLargeKernel(Linear(path + "lkca.value"), Kernels(kernel.Shape, kernel.Values),
                _parameters.ContainsKey(path + "lkca.proj.weight") ? Linear(path + "lkca.proj") : null, GridWidth)
            : new PlainAttention(Linear(path + "attn.qkv"), Linear(path + "attn.proj"), _info.Layers.First(l => l.Path == path + "attn").Heads);
    }

    private PlainNorm Norm(string path) => new(_parameters[path + ".weight"].Values, _parameters[path + ".bias"].Values);

    private PlainLinear Linear(string path)
    {
        var (shape, values) = _parameters[path + ".weight"];
        return new(new Matrix(shape[0], shape[1], values), _parameters.TryGetValue(path + ".bias", out var bias) ? bias.Values : null);
    }
}
