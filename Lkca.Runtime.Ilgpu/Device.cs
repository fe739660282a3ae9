using System;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Lkca.Runtime.Ilgpu;

/// <summary>An accelerator with the context that owns it.</summary>
public sealed class Device : IDisposable
{
    /// <summary>From this level on ILGPU knows which memory a pointer is of: loads are ld.global and ld.shared, not ld.</summary>
    internal const OptimizationLevel Optimization = OptimizationLevel.O2;

    private readonly Context _context;

    private Device(Context context, Accelerator accelerator)
    {
        _context = context;
        Accelerator = accelerator;
    }

    /// <summary>The accelerator.</summary>
    public Accelerator Accelerator { get; }

    /// <summary>Opens the device called <paramref name="name"/>: cpu (ILGPU's simulator), cuda:N or opencl:N.</summary>
    /// <exception cref="ArgumentException">The name is no device's.</exception>
    /// <exception cref="DeviceException">The device is not there; the message says what to install or change.</exception>
    public static Device Open(string name)
    {
        var device = DeviceName.Parse(name);
        var context = Context.Create(builder => Enable(builder.EnableAlgorithms().Optimize(Optimization), device.Kind));
        try
        {
            return new(context, Find(context, device).CreateAccelerator(context));
        }
        catch (Exception e) when (e is not DeviceException)
        {
            context.Dispose();
            throw new DeviceException($"Device '{device}' could not be opened: {DeviceCalls.Reason(e)}", e);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <summary>Returns where the device has tensor cores: NVIDIA from Ampere (SM 8.0) on. The simulator computes what they would.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    public void RequireTensorCores()
    {
        var isPossible = Accelerator is CudaAccelerator cuda ? cuda.Architecture.Major >= 8 : Accelerator.AcceleratorType == AcceleratorType.CPU;
        if (!isPossible)
        {
            throw new ArgumentException($"TensorFloat32 needs an NVIDIA GPU from Ampere (SM 8.0) on; '{Accelerator.Name}' is none. Choose another device, or the declared precision.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Accelerator.Dispose();
        _context.Dispose();
    }

    /// <summary>The simulator gets groups as large as the kernels use, and no larger: each of its threads is one of the system's.</summary>
    private static Context.Builder Enable(Context.Builder builder, DeviceKind kind) => kind switch
    {
        DeviceKind.Cpu => builder.CPU(new CPUDevice(numThreadsPerWarp: 32, numWarpsPerMultiprocessor: Kernels.Threads.MaxPerGroup / 32, numMultiprocessors: 1)),
        DeviceKind.Cuda => builder.Cuda(),
        _ => builder.OpenCL(),
    };

    private static ILGPU.Runtime.Device Find(Context context, DeviceName device)
    {
        switch (device.Kind)
        {
            case DeviceKind.Cpu:
                return context.GetCPUDevice(0);
            case DeviceKind.Cuda:
                var cards = context.GetCudaDevices();
                return device.Index < cards.Count ? cards[device.Index] : throw Missing(device, cards.Count, "an NVIDIA driver (libcuda)");
            default:
                var others = context.GetCLDevices();
                return device.Index < others.Count ? others[device.Index] : throw Missing(device, others.Count, "an OpenCL driver with generic address space (OpenCL 2.0, or 3.0 with that feature)");
        }
    }

    private static DeviceException Missing(DeviceName device, int count, string driver) => count == 0
        ? new($"There is no device '{device}': this machine has no such device, or none that ILGPU can use. Install {driver}, or choose another device ('cpu' is slow but always there).")
        : new($"There is no device '{device}': this machine has {count} of that kind, numbered from 0.");
}
