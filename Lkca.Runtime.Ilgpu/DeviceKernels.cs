using System;
using System.Collections.Generic;
using ILGPU;
using ILGPU.Runtime;
using Lkca.Runtime.Ilgpu.Kernels;
using View = ILGPU.ArrayView<float>;

namespace Lkca.Runtime.Ilgpu;

/// <summary>The kernels that do not depend on a model's constants, as generated code calls them: outputs, inputs, saved, scratch, dimensions. rows counts tokens of all images, a
/// stride is the length of a stored row. Kernels are compiled for the device at their first call.</summary>
public sealed partial class DeviceKernels : IDisposable
{
    private readonly Accelerator _accelerator;
    private readonly Launches _launches = new();
    private readonly MatrixProducts _products;
    private readonly Dictionary<Delegate, Delegate> _specialized = [];

    internal DeviceKernels(Accelerator accelerator, bool usesTensorCores)
    {
        _accelerator = accelerator;
        _products = new(accelerator, usesTensorCores, _launches);
    }

    /// <summary>True on ILGPU's simulator.</summary>
    internal bool IsSimulated => _accelerator.AcceleratorType == AcceleratorType.CPU;

    /// <summary>Kernels launched so far; those of cuBLAS are not among them.</summary>
    internal long Launched => _launches.Count;

    /// <summary>Why a CUDA device runs without cuBLAS, or null.</summary>
    public string? Warning => _products.Warning;

    /// <inheritdoc/>
    public void Dispose() => _products.Dispose();

    /// <summary>Runs a generated kernel on a grid of groups.</summary>
    public void Run(Action<View, View, View, int> kernel, (int X, int Y, int Z) grid, int groupSize, View a, View b, View c, int images) =>
        Loaded(kernel, () => _accelerator.LoadStreamKernel(kernel))(_launches.Grid(grid, groupSize), a, b, c, images);

    /// <inheritdoc cref="Run(Action{View, View, View, int}, ValueTuple{int, int, int}, int, View, View, View, int)"/>
    public void Run(Action<View, View, View, View, View, int> kernel, (int X, int Y, int Z) grid, int groupSize, View a, View b, View c, View d, View e, int images) =>
        Loaded(kernel, () => _accelerator.LoadStreamKernel(kernel))(_launches.Grid(grid, groupSize), a, b, c, d, e, images);

    /// <inheritdoc cref="Run(Action{View, View, View, int}, ValueTuple{int, int, int}, int, View, View, View, int)"/>
    public void Run(
        Action<View, View, View, View, View, View, int> kernel, (int X, int Y, int Z) grid, int groupSize, View a, View b, View c, View d, View e, View f, int images) =>
        Loaded(kernel, () => _accelerator.LoadStreamKernel(kernel))(_launches.Grid(grid, groupSize), a, b, c, d, e, f, images);

    /// <summary>sum[i] = Σ of parts[part, i], in order: the second pass of a generated reduction.</summary>
    public void SumParts(StackedTensor sum, View parts, int count, int size) =>
        (_sumParts ??= _accelerator.LoadStreamKernel<StackedTensor, View, int, int>(SumKernels.Parts))(_launches.Over(size, 1, sum.Count), sum, parts, count, size);

    private Action<KernelConfig, StackedTensor, View, int, int>? _sumParts;

    private T Loaded<TKernel, T>(TKernel kernel, Func<T> load)
        where TKernel : Delegate
        where T : Delegate
    {
        if (!_specialized.TryGetValue(kernel, out var launcher))
        {
            _specialized[kernel] = launcher = load();
        }

        return (T)launcher;
    }
}
