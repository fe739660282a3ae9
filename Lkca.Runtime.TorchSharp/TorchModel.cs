using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Lkca.Runtime.Execution;
using Lkca.Runtime.Memory;
using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>What every generated TorchSharp model derives from: device, flat parameters and their host copies, passes, optimiser. The generated class adds the steps of the model itself,
/// forward and backward in torch operations; autograd has no part in it. The whole batch is one group.</summary>
public abstract class TorchModel : VisionSession<float>
{
    private readonly TorchPlan _plan;
    private readonly torch.Device _device;
    private readonly FlatTensor _weights;
    private readonly FlatTensor? _gradients;
    private readonly FlatUpdate? _update;
    private readonly IReadOnlyList<Region> _regions;
    private bool _isPrepared;

    /// <summary>Opens the device, allocates, and draws the initial weights.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    /// <exception cref="DeviceException">libtorch or the device is not there, or has not enough memory.</exception>
    protected TorchModel(ModelInfo info, TorchPlan plan, SessionOptions options)
        : base(info, options)
    {
        _plan = plan;
        _device = TorchDevice.Open(info.Name, options);
        Stores = new(info, plan.Weights, options.Training);
        try
        {
            _weights = new(plan.Weights, _device);
            if (options.Training)
            {
                _gradients = new(plan.Weights, _device);
                _update = new(info, plan.Weights, _device);
            }

            _regions = Build(_weights, _gradients);
            if (options.DrawWeights)
            {
                Initialize(options.Seed);
            }
        }
        catch (ExternalException e)
        {
            throw TorchDevice.Failure(info.Name, options.Device, 0, e);
        }
    }

    /// <inheritdoc/>
    protected sealed override ParameterStores<float> Stores { get; }

    /// <inheritdoc/>
    public override StepFeatures Features => StepFeatures.All;

    /// <summary>Makes the regions of the model: the embedding, the blocks in order, the head.</summary>
    protected abstract IReadOnlyList<Region> Build(FlatTensor weights, FlatTensor? gradients);

    /// <summary>Images to logits, (B, 1, classes).</summary>
    protected abstract torch.Tensor Forward(Pass g);

    /// <summary>Loss and gradients of the batch, after <see cref="Forward(Pass)"/>.</summary>
    protected abstract void Backward(Pass g);

    /// <inheritdoc/>
    public override void Download()
    {
        DownloadWeights();
        if (_update is not null)
        {
            _gradients!.CopyTo(Stores.Gradients.Memory);
            _update.FirstMoments.CopyTo(Stores.FirstMoments.Memory);
            _update.SecondMoments.CopyTo(Stores.SecondMoments.Memory);
        }
    }

    /// <inheritdoc/>
    public override void DownloadWeights()
    {
        ThrowIfDisposed();
        _weights.CopyTo(Stores.Weights.Memory);
    }

    /// <inheritdoc/>
    public override void Upload()
    {
        ThrowIfDisposed();
        _weights.CopyFrom(Stores.Weights.Memory);
        if (_update is not null)
        {
            _update.FirstMoments.CopyFrom(Stores.FirstMoments.Memory);
            _update.SecondMoments.CopyFrom(Stores.SecondMoments.Memory);
        }

        _isPrepared = false;
    }

    /// <summary>Logits (n, classes) for images (n, channels, height, width) that lie on the session's device, float32; the caller, or his dispose scope, owns them.</summary>
    /// <exception cref="ArgumentException">The tensor has another shape, element type or device; the message says which is right.</exception>
    /// <exception cref="DeviceException">The device failed or is out of memory.</exception>
    public torch.Tensor Forward(torch.Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        CheckImages(images);
        using var scope = torch.NewDisposeScope();
        return Infer(images).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void RunForward(NativeSpan<float> images, NativeSpan<float> logits, int count)
    {
        using var scope = torch.NewDisposeScope();
        ToHost(Infer(ToDevice(images, count, Info.Channels, Info.Height, Info.Width)), logits.Span);
    }

    /// <inheritdoc/>
    protected override float RunTraining(NativeSpan<float> images, NativeSpan<float> targets, NativeSpan<float> imageGradient, int count, in StepOptions options, bool update)
    {
        using var scope = torch.NewDisposeScope();
        try
        {
            Configure();
            var g = new Pass(_plan.Blocks, Options.Compute)
            {
                Images = ToDevice(images, count, Info.Channels, Info.Height, Info.Width),
                Targets = ToDevice(targets, count, Info.Classes),
                IsTraining = true,
                WantsImageGradient = !imageGradient.IsEmpty,
                Smoothing = options.LabelSmoothing,
                LossScale = 1.0 / count,
            };
            g.Draw(options, count);
            EnsurePrepared(g);
            Forward(g);
            Backward(g);
            if (g.ImageGradient is { } gradient)
            {
                ToHost(gradient, imageGradient.Span);
            }

            if (update)
            {
                Update(options);
            }

            return g.Losses!.sum().item<float>() / count;
        }
        catch (ExternalException e)
        {
            throw TorchDevice.Failure(Info.Name, Options.Device, count, e);
        }
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        foreach (var region in _regions)
        {
            region.Dispose();
        }

        _weights.Dispose();
        _gradients?.Dispose();
        _update?.Dispose();
        Stores.Dispose();
    }

    private void Update(in StepOptions options)
    {
        var gradients = _gradients!.Memory;
        if (options.MicroBatches > 1)
        {
            _update!.Accumulate(gradients, options);
        }

        if (!options.IsLastMicroBatch)
        {
            return;
        }

        GradientNorm = options.MaxGradientNorm > 0 || options.MeasureGradientNorm ? FlatUpdate.Norm(gradients) : double.NaN;
        if (options.MaxGradientNorm > 0)
        {
            FlatUpdate.Clip(gradients, GradientNorm, options.MaxGradientNorm);
        }

        StepCount++;
        _isPrepared = false;
        _update!.Step(_weights.Memory, gradients, options, StepCount);
    }

    private torch.Tensor Infer(torch.Tensor images)
    {
        try
        {
            Configure();
            var g = new Pass(_plan.Blocks, Options.Compute) { Images = images };
            EnsurePrepared(g);
            return Pass.Exact(Forward(g)).view(-1, Info.Classes);
        }
        catch (ExternalException e)
        {
            throw TorchDevice.Failure(Info.Name, Options.Device, (int)images.shape[0], e);
        }
    }

    /// <summary>Settings that libtorch has once for the process: each pass states its own.</summary>
    private void Configure()
    {
        if (Options.Threads > 0 && torch.get_num_threads() != Options.Threads)
        {
            torch.set_num_threads(Options.Threads);
        }

        if (_device.type == DeviceType.CUDA)
        {
            var isAllowed = Options.Compute == ComputePrecision.TensorFloat32;
            torch.backends.cuda.matmul.allow_tf32 = isAllowed;
            torch.backends.cudnn.allow_tf32 = isAllowed;
        }
    }

    private void EnsurePrepared(Pass g)
    {
        if (!_isPrepared)
        {
            foreach (var region in _regions)
            {
                region.Prepare(g);
            }

            _isPrepared = true;
        }
    }

    private void CheckImages(torch.Tensor images)
    {
        ThrowIfDisposed();
        long[] shape = [images.shape.Length > 0 ? images.shape[0] : 0, Info.Channels, Info.Height, Info.Width];
        var isRight = images.dtype == torch.ScalarType.Float32 && images.device_type == _device.type && images.shape.AsSpan().SequenceEqual(shape) && shape[0] >= 1 && shape[0] <= Options.MaxBatch;
        if (!isRight)
        {
            throw new ArgumentException(
                $"images is {images.dtype} ({string.Join(", ", images.shape)}) on {images.device}; {Info.Name} takes Float32 (1 to {Options.MaxBatch}, {Info.Channels}, {Info.Height}, {Info.Width}) on {_device} (MaxBatch is a session option).");
        }
    }

    private torch.Tensor ToDevice(NativeSpan<float> values, params long[] shape)
    {
        var host = torch.zeros(shape, torch.ScalarType.Float32, torch.CPU);
        values.Span.CopyTo(MemoryMarshal.Cast<byte, float>(host.bytes));
        return host.to(_device);
    }

    private static void ToHost(torch.Tensor tensor, Span<float> values) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().to(torch.CPU).bytes).CopyTo(values);
}
