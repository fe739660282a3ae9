using System;
using ILGPU;
using ILGPU.Runtime;

namespace Lkca.Runtime.Ilgpu;

/// <summary>All memory of a session on its device: one buffer, cut into sections by the plan. Allocations are not zeroed by ILGPU, so this one is.</summary>
internal sealed class DeviceArena : IDisposable
{
    private const long Alignment = 64;

    private readonly MemoryBuffer1D<float, Stride1D.Dense> _buffer;
    private readonly ArrayView<float> _all;
    private long _used;

    /// <summary>Allocates what <paramref name="plan"/> needs for batches of <paramref name="options"/>'s size.</summary>
    /// <exception cref="DeviceException">The device has not that much memory, or a tensor would be too long for a kernel's index.</exception>
    public DeviceArena(Accelerator accelerator, ModelInfo info, IlgpuPlan plan, SessionOptions options)
    {
        long batch = options.MaxBatch;
        var trained = options.Training ? 1 : 0;
        var pixels = (long)info.Channels * info.Height * info.Width;
        var saved = batch * (options.Training ? plan.SavedPerImage : plan.SavedPerImageInference);
        var work = Math.Max(batch * plan.WorkPerImage, plan.Epilogue);
        var sites = 2L * plan.Blocks;
        if (batch * Math.Max(plan.WorkPerImage, plan.SavedPerImageInference) > int.MaxValue)
        {
            throw new DeviceException($"MaxBatch = {options.MaxBatch} makes tensors of {info.Name} longer than a kernel can index; a smaller batch is needed.");
        }

        long[] sizes =
        [
            plan.Weights, trained * plan.Weights, trained * plan.Weights, trained * plan.Weights, plan.Prepared, trained * plan.Sums, saved, work, plan.Scratch,
            batch * pixels, trained * batch * pixels, trained * batch * info.Classes, batch * info.Classes, batch, trained * sites * batch, batch, trained * Kernels.UpdateKernels.Squares,
        ];
        var total = 0L;
        foreach (var size in sizes)
        {
            total += Round(size);
        }

        _buffer = Allocate(accelerator, info, options, total);
        _all = _buffer.AsContiguous();
        _all.MemSetToZero();
        var next = 0;
        ArrayView<float> Section() => Take(sizes[next++]);
        (Weights, Gradients, FirstMoments, SecondMoments) = (Section(), Section(), Section(), Section());
        (Prepared, Sums, Saved, Work, Scratch) = (Section(), Section(), Section(), Section(), Section());
        (Images, ImageGradient, Targets, Logits, Losses, Scales, Ones, Squares) = (Section(), Section(), Section(), Section(), Section(), Section(), Section(), Section());
        var ones = new float[batch];
        ones.AsSpan().Fill(1);
        Ones.CopyFromCPU<float, ArrayView<float>>(ones);
    }

    public ArrayView<float> Weights { get; }

    public ArrayView<float> Gradients { get; }

    public ArrayView<float> FirstMoments { get; }

    public ArrayView<float> SecondMoments { get; }

    public ArrayView<float> Prepared { get; }

    public ArrayView<float> Sums { get; }

    public ArrayView<float> Saved { get; }

    public ArrayView<float> Work { get; }

    public ArrayView<float> Scratch { get; }

    public ArrayView<float> Images { get; }

    public ArrayView<float> ImageGradient { get; }

    public ArrayView<float> Targets { get; }

    public ArrayView<float> Logits { get; }

    public ArrayView<float> Losses { get; }

    /// <summary>Per site and image, what stochastic depth multiplies a branch by.</summary>
    public ArrayView<float> Scales { get; }

    /// <summary>The same without stochastic depth.</summary>
    public ArrayView<float> Ones { get; }

    /// <summary>Partial sums of the gradient's norm.</summary>
    public ArrayView<float> Squares { get; }

    public void Dispose() => _buffer.Dispose();

    private static MemoryBuffer1D<float, Stride1D.Dense> Allocate(Accelerator accelerator, ModelInfo info, SessionOptions options, long elements)
    {
        try
        {
            return accelerator.Allocate1D<float>(elements);
        }
        catch (Exception e) when (e is AcceleratorException or OutOfMemoryException or ArgumentException or OverflowException)
        {
            throw new DeviceException(
                $"{info.Name} needs {elements >> 18} MiB on '{accelerator.Name}' for batches of {options.MaxBatch} images, which the device did not give ({accelerator.MemorySize >> 20} MiB in all): {DeviceCalls.Reason(e)} "
                    + "A smaller batch, or Training = false for inference, needs less.",
                e);
        }
    }

    private static long Round(long count) => (count + Alignment - 1) / Alignment * Alignment;

    private ArrayView<float> Take(long elements)
    {
        // A session without training has sections without elements, and a view may not begin where the buffer ends.
        var section = elements == 0 ? _all.SubView(0, 0) : _all.SubView(_used, elements);
        _used += Round(elements);
        return section;
    }
}
