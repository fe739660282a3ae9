using System;
using System.Collections.Generic;
using ILGPU;
using ILGPU.Runtime;
using Lkca.Runtime.Ilgpu;
using Device = Lkca.Runtime.Ilgpu.Device;

namespace Lkca.Conformance.Ilgpu.Support;

/// <summary>A device with arrays on it, for tests of single kernels. Arrays end where their data end, so on the simulator a kernel that reaches beyond stops the test run.</summary>
internal sealed class Bench : IDisposable
{
    private readonly Device _device;
    private readonly List<MemoryBuffer1D<float, Stride1D.Dense>> _buffers = [];
    private readonly Random _draw = new(11);

    public Bench(string device, bool usesTensorCores = false)
    {
        _device = Device.Open(device);
        Kernels = new(_device.Accelerator, usesTensorCores);
    }

    public DeviceKernels Kernels { get; }

    public Accelerator Accelerator => _device.Accelerator;

    /// <summary>Numbers from −1 to 1.</summary>
    public float[] Draw(int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)((2 * _draw.NextDouble()) - 1);
        }

        return values;
    }

    public ArrayView<float> Put(float[] values)
    {
        var view = Make(values.Length);
        view.CopyFromCPU<float, ArrayView<float>>(values);
        return view;
    }

    /// <summary>An array of NaN: what a kernel does not write shows.</summary>
    public ArrayView<float> Empty(int count)
    {
        var values = new float[count];
        Array.Fill(values, float.NaN);
        return Put(values);
    }

    public float[] Get(ArrayView<float> view)
    {
        _device.Accelerator.Synchronize();
        var values = new float[view.Length];
        view.CopyToCPU<float, ArrayView<float>>(values);
        return values;
    }

    public void Dispose()
    {
        Kernels.Dispose();
        _buffers.ForEach(buffer => buffer.Dispose());
        _device.Dispose();
    }

    private ArrayView<float> Make(int count)
    {
        var buffer = _device.Accelerator.Allocate1D<float>(count);
        _buffers.Add(buffer);
        return buffer.AsContiguous();
    }
}
