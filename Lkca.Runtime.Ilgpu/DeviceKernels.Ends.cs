using System;
using ILGPU;
using ILGPU.Runtime;
using Lkca.Runtime.Ilgpu.Kernels;
using View = ILGPU.ArrayView<float>;

namespace Lkca.Runtime.Ilgpu;

// The two ends of a model: images to tokens, tokens to the loss; and the optimiser.
public sealed partial class DeviceKernels
{
    private Action<KernelConfig, View, View, PatchShape, int, int>? _patches;
    private Action<KernelConfig, View, View, PatchShape, int, int>? _patchesBackward;
    private Action<KernelConfig, View, View, View, int, int, int, int>? _addPosition;
    private Action<KernelConfig, View, View, int, int, int, int>? _sumImages;
    private Action<KernelConfig, View, View, View, int, int, int, int>? _prependClass;
    private Action<KernelConfig, View, View, int, int, int, int>? _dropClass;
    private Action<KernelConfig, View, View, int, int, int, int>? _sumClass;
    private Action<KernelConfig, View, View, int, int, int, int>? _mean;
    private Action<KernelConfig, View, View, int, int, int, int>? _meanBackward;
    private Action<KernelConfig, View, View, int, int, int, int>? _first;
    private Action<KernelConfig, View, View, int, int, int, int>? _firstBackward;
    private Action<KernelConfig, View, View, View, View, float, float, int, int, int>? _crossEntropy;
    private Action<KernelConfig, View, View, int, int, int>? _pack;
    private Action<KernelConfig, View, View, View, View, AdamWRates, int>? _adamW;

    /// <summary>Images (B, C, H, W) to patches (B, tokens, C·ph·pw).</summary>
    public void Patches(View patches, View imageData, int images, int channels, int height, int width, int patchHeight, int patchWidth, int stride)
    {
        var count = images * channels * height * width;
        _patches ??= _accelerator.LoadStreamKernel<View, View, PatchShape, int, int>(EmbeddingKernels.Patches);
        _patches(_launches.Over(count), patches, imageData, new(channels, height, width, patchHeight, patchWidth), count, stride);
    }

    /// <summary>The gradient of every pixel.</summary>
    public void PatchesBackward(View dImages, View dPatches, int images, int channels, int height, int width, int patchHeight, int patchWidth, int stride)
    {
        var count = images * channels * height * width;
        _patchesBackward ??= _accelerator.LoadStreamKernel<View, View, PatchShape, int, int>(EmbeddingKernels.PatchesBackward);
        _patchesBackward(_launches.Over(count), dImages, dPatches, new(channels, height, width, patchHeight, patchWidth), count, stride);
    }

    /// <summary>z = x + positionsᵀ; positions are (features, tokens).</summary>
    public void AddPosition(View z, View x, View positions, int images, int tokens, int features, int stride)
    {
        var count = images * tokens * features;
        _addPosition ??= _accelerator.LoadStreamKernel<View, View, View, int, int, int, int>(EmbeddingKernels.AddPosition);
        _addPosition(_launches.Over(count), z, x, positions, count, tokens, features, stride);
    }

    /// <summary>sum (features, tokens) = Σ over images.</summary>
    public void SumImages(View sum, View x, int images, int tokens, int features, int stride) =>
        (_sumImages ??= _accelerator.LoadStreamKernel<View, View, int, int, int, int>(EmbeddingKernels.SumImages))(_launches.Over(tokens * features), sum, x, images, tokens, features, stride);

    /// <summary>The class token in front of the grid's <paramref name="tokens"/> tokens.</summary>
    public void PrependClass(View z, View x, View classToken, int images, int tokens, int features, int stride)
    {
        var count = images * (tokens + 1) * features;
        _prependClass ??= _accelerator.LoadStreamKernel<View, View, View, int, int, int, int>(EmbeddingKernels.PrependClass);
        _prependClass(_launches.Over(count), z, x, classToken, count, tokens, features, stride);
    }

    /// <summary>The grid's <paramref name="tokens"/> tokens without the class token.</summary>
    public void DropClass(View dX, View dZ, int images, int tokens, int features, int stride) =>
        Elements(ref _dropClass, EmbeddingKernels.DropClass, dX, dZ, images * tokens * features, tokens, features, stride);

    /// <summary>The sum of the class tokens over images of <paramref name="tokens"/> tokens.</summary>
    public void SumClass(View sum, View dZ, int images, int tokens, int features, int stride) =>
        (_sumClass ??= _accelerator.LoadStreamKernel<View, View, int, int, int, int>(EmbeddingKernels.SumClass))(_launches.Over(features), sum, dZ, images, tokens, features, stride);

    /// <summary>The mean over the tokens of every image.</summary>
    public void MeanTokens(View pooled, View z, int images, int tokens, int features, int stride) =>
        Elements(ref _mean, PoolingKernels.Mean, pooled, z, images * features, tokens, features, stride);

    /// <summary>1/tokens of the gradient for every token.</summary>
    public void MeanTokensBackward(View dZ, View dPooled, int images, int tokens, int features, int stride) =>
        Elements(ref _meanBackward, PoolingKernels.MeanBackward, dZ, dPooled, images * tokens * features, tokens, features, stride);

    /// <summary>Token 0 of every image.</summary>
    public void FirstToken(View pooled, View z, int images, int tokens, int features, int stride) =>
        Elements(ref _first, PoolingKernels.First, pooled, z, images * features, tokens, features, stride);

    /// <summary>The gradient at token 0, zero elsewhere.</summary>
    public void FirstTokenBackward(View dZ, View dPooled, int images, int tokens, int features, int stride) =>
        Elements(ref _firstBackward, PoolingKernels.FirstBackward, dZ, dPooled, images * tokens * features, tokens, features, stride);

    /// <summary>Loss of every image and the gradient of its logits: q = (1−s)·target + s/classes, losses = −Σ q·log softmax(logits), dLogits = scale·(softmax·Σq − q).</summary>
    public void CrossEntropy(View losses, View dLogits, View logits, View targets, float smoothing, float scale, int images, int classes, int stride)
    {
        _crossEntropy ??= _accelerator.LoadStreamKernel<View, View, View, View, float, float, int, int, int>(LossKernels.CrossEntropy);
        _crossEntropy(_launches.Over(images), losses, dLogits, logits, targets, smoothing, scale, images, classes, stride);
    }

    /// <summary>Rows without their padding: what leaves the device.</summary>
    public void Pack(View packed, View x, int rows, int features, int stride) =>
        (_pack ??= _accelerator.LoadStreamKernel<View, View, int, int, int>(LossKernels.Pack))(_launches.Over(rows * features), packed, x, rows * features, features, stride);

    internal void AdamW(View weights, View gradients, View firstMoments, View secondMoments, in StepOptions options, long t, int count)
    {
        _adamW ??= _accelerator.LoadStreamKernel<View, View, View, View, AdamWRates, int>(AdamWKernel.Update);
        _adamW(_launches.Over(count), weights, gradients, firstMoments, secondMoments, AdamWRates.Of(options, t), count);
    }

    private void Elements(
        ref Action<KernelConfig, View, View, int, int, int, int>? launcher, Action<View, View, int, int, int, int> kernel, View y, View x, int count, int tokens, int features, int stride) =>
        (launcher ??= _accelerator.LoadStreamKernel(kernel))(_launches.Over(count), y, x, count, tokens, features, stride);
}
