using System;
using ILGPU;
using ILGPU.Runtime;
using Lkca.Runtime.Ilgpu.Kernels;
using View = ILGPU.ArrayView<float>;

namespace Lkca.Runtime.Ilgpu;

// What stands between gradients and new weights.
public sealed partial class DeviceKernels
{
    private Action<KernelConfig, View, View, View, float, float, float, int, int>? _sgd;
    private Action<KernelConfig, View, View, int, int, float, int>? _accumulate;
    private Action<KernelConfig, View, View, int>? _sumSquares;
    private Action<KernelConfig, View, float, int>? _shrink;

    internal void Sgd(View weights, View gradients, View moments, in StepOptions options, int count)
    {
        _sgd ??= _accelerator.LoadStreamKernel<View, View, View, float, float, float, int, int>(UpdateKernels.Sgd);
        _sgd(_launches.Over(count), weights, gradients, moments, (float)options.WeightDecay, (float)options.Momentum, (float)options.LearningRate, options.Nesterov ? 1 : 0, count);
    }

    internal void Accumulate(View gradients, View earlier, in StepOptions options, int count)
    {
        _accumulate ??= _accelerator.LoadStreamKernel<View, View, int, int, float, int>(UpdateKernels.Accumulate);
        _accumulate(_launches.Over(count), gradients, earlier, options.MicroBatch == 0 ? 1 : 0, options.IsLastMicroBatch ? 1 : 0, 1f / options.MicroBatches, count);
    }

    internal void SumSquares(View partial, View gradients, int count) =>
        (_sumSquares ??= _accelerator.LoadStreamKernel<View, View, int>(UpdateKernels.SumSquares))(_launches.Over(UpdateKernels.Squares), partial, gradients, count);

    internal void Shrink(View gradients, float factor, int count) =>
        (_shrink ??= _accelerator.LoadStreamKernel<View, float, int>(UpdateKernels.Shrink))(_launches.Over(count), gradients, factor, count);
}
