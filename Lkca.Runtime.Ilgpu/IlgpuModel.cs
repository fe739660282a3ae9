using System;
using ILGPU;
using ILGPU.Runtime;
using Lkca.Runtime.Execution;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Ilgpu;

/// <summary>What every generated Ilgpu model derives from: device, memory, optimiser. The generated class adds the steps of the model itself. A training step runs prologue, forward,
/// backward, epilogue and AdamW on the device, one kernel after another; every sum has a fixed order, so a step gives the same bits in every run on the same device.</summary>
public abstract partial class IlgpuModel : VisionSession<float>
{
    private readonly IlgpuPlan _plan;
    private readonly Device _device;
    private readonly DeviceKernels _kernels;
    private readonly DeviceArena _arena;
    private readonly DevicePass _pass;
    private readonly ParameterStores<float> _stores;
    private readonly float[] _scales;
    private readonly float[] _losses;
    private bool _isPrepared;
    private bool _hasScales;

    /// <summary>Opens the device, allocates the plan's memory on it and draws the initial weights.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    /// <exception cref="DeviceException">The device is not there or has too little memory; the message says what to install or change.</exception>
    protected IlgpuModel(ModelInfo info, IlgpuPlan plan, SessionOptions options)
        : base(info, options)
    {
        if (options.Compute == ComputePrecision.BFloat16)
        {
            throw new ArgumentException($"{info.Name} is compiled for the Ilgpu backend, which computes in the declared precision or in TensorFloat32, not in {options.Compute}.");
        }

        var usesTensorCores = options.Compute == ComputePrecision.TensorFloat32;

        _plan = plan;
        _device = Device.Open(options.Device);
        try
        {
            if (usesTensorCores)
            {
                _device.RequireTensorCores();
            }

            _arena = new(_device.Accelerator, info, plan, options);
            _kernels = new(_device.Accelerator, usesTensorCores);
        }
        catch
        {
            _arena?.Dispose();
            _device.Dispose();
            throw;
        }

        _pass = new(_kernels, _arena, options.MaxBatch, usesTensorCores);
        _stores = new(info, plan.Weights, options.Training);
        _scales = new float[options.Training ? 2 * plan.Blocks * options.MaxBatch : 0];
        _losses = new float[options.MaxBatch];
        if (options.DrawWeights)
        {
            Initialize(options.Seed);
        }
    }

    /// <summary>Name of the device that the session runs on.</summary>
    public string DeviceName => _device.Accelerator.Name;

    /// <inheritdoc/>
    public override string? Warning => _kernels.Warning;

    /// <summary>Kernels launched so far, cuBLAS's not among them.</summary>
    internal long Launched => _kernels.Launched;

    /// <summary>The plan that the compiler made.</summary>
    internal IlgpuPlan Planned => _plan;

    /// <inheritdoc/>
    protected override ParameterStores<float> Stores => _stores;

    /// <summary>The prologue: what depends on parameters only.</summary>
    protected abstract void Prepare(DevicePass g);

    /// <summary>Images to logits.</summary>
    protected abstract void Forward(DevicePass g);

    /// <summary>Loss and gradients, after <see cref="Forward(DevicePass)"/>.</summary>
    protected abstract void Backward(DevicePass g);

    /// <summary>The epilogue: gradients that follow from sums over the batch.</summary>
    protected abstract void Finish(DevicePass g);

    /// <inheritdoc/>
    public override void Download()
    {
        ThrowIfDisposed();
        DeviceCalls.Run(_device, "copying the state from the device", () =>
        {
            Copy(_arena.Weights, _stores.Weights);
            Copy(_arena.Gradients, _stores.Gradients);
            Copy(_arena.FirstMoments, _stores.FirstMoments);
            Copy(_arena.SecondMoments, _stores.SecondMoments);
        });

        static void Copy(ArrayView<float> device, ParameterStore<float> host) => device.CopyToCPU<float, ArrayView<float>>(host.Memory.Span);
    }

    /// <inheritdoc/>
    public override void DownloadWeights()
    {
        ThrowIfDisposed();
        DeviceCalls.Run(_device, "copying the weights from the device", () => _arena.Weights.CopyToCPU<float, ArrayView<float>>(_stores.Weights.Memory.Span));
    }

    /// <inheritdoc/>
    public override void Upload()
    {
        ThrowIfDisposed();
        _isPrepared = false;
        DeviceCalls.Run(_device, "copying the state to the device", () =>
        {
            Copy(_stores.Weights, _arena.Weights);
            Copy(_stores.FirstMoments, _arena.FirstMoments);
            Copy(_stores.SecondMoments, _arena.SecondMoments);
        });

        static void Copy(ParameterStore<float> host, ArrayView<float> device) => device.CopyFromCPU<float, ArrayView<float>>(host.Memory.Span);
    }

    /// <inheritdoc/>
    protected override void RunForward(NativeSpan<float> images, NativeSpan<float> logits, int count) => DeviceCalls.Run(_device, "a forward pass", () =>
    {
        EnsurePrepared();
        _pass.Begin(count, isTraining: false, wantsImageGradient: false, smoothing: 0);
        _arena.Images.CopyFromCPU<float, ArrayView<float>>(images.Span);
        Forward(_pass);
        _arena.Logits.CopyToCPU<float, ArrayView<float>>(logits.Span);
    });

    /// <inheritdoc/>
    protected override float RunTraining(NativeSpan<float> images, NativeSpan<float> targets, NativeSpan<float> imageGradient, int count, in StepOptions options, bool update)
    {
        var step = options;
        var isUpdated = false;
        DeviceCalls.Run(_device, "a training step", () =>
        {
            EnsurePrepared();
            _pass.Begin(count, isTraining: true, !imageGradient.IsEmpty, step.LabelSmoothing);
            _arena.Images.CopyFromCPU<float, ArrayView<float>>(images.Span);
            _arena.Targets.CopyFromCPU<float, ArrayView<float>>(targets.Span);
            DrawBranches(count, step);
            Forward(_pass);
            Backward(_pass);
            Finish(_pass);
            if (update)
            {
                isUpdated = Update(step);
                _isPrepared &= !isUpdated;
            }

            if (!imageGradient.IsEmpty)
            {
                _arena.ImageGradient.CopyToCPU<float, ArrayView<float>>(imageGradient.Span);
            }

            _arena.Losses.CopyToCPU<float, ArrayView<float>>(_losses.AsSpan(0, count));
        });

        StepCount += isUpdated ? 1 : 0;
        var sum = 0f;
        for (var i = 0; i < count; i++)
        {
            sum += _losses[i];
        }

        return sum / count;
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        _kernels.Dispose();
        _earlier?.Dispose();
        _arena.Dispose();
        _device.Dispose();
        _stores.Dispose();
    }

    private void EnsurePrepared()
    {
        if (!_isPrepared)
        {
            Prepare(_pass);
            _isPrepared = true;
        }
    }

    /// <summary>The scale of every branch and sample; drawn as on every other backend. Without stochastic depth the scales of the last such step stay.</summary>
    private void DrawBranches(int count, in StepOptions options)
    {
        if (options.DropPath == 0 && _hasScales)
        {
            return;
        }

        var kept = (float)BranchDraws.Scale(options);
        for (var site = 0; site < 2 * _plan.Blocks; site++)
        {
            for (var sample = 0; sample < Options.MaxBatch; sample++)
            {
                _scales[(site * Options.MaxBatch) + sample] = sample >= count || options.DropPath == 0 || BranchDraws.Keeps(options, sample, site) ? kept : 0;
            }
        }

        _arena.Scales.CopyFromCPU<float, ArrayView<float>>(_scales);
        _hasScales = options.DropPath == 0;
    }
}
