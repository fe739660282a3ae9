using System;

namespace ILGPU.Runtime
{
    public enum AcceleratorType
    {
        CPU,
        Cuda,
        OpenCL,
    }

    public abstract class Device
    {
        public string Name => throw Contract.NotBuilt;

        public abstract Accelerator CreateAccelerator(Context context);
    }

    public abstract class AcceleratorStream
    {
    }

    public abstract class AcceleratorException : Exception
    {
    }

    public abstract class Accelerator : IDisposable
    {
        public AcceleratorType AcceleratorType => throw Contract.NotBuilt;

        public string Name => throw Contract.NotBuilt;

        public long MemorySize => throw Contract.NotBuilt;

        public MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(long length)
            where T : unmanaged => throw Contract.NotBuilt;

        public void Synchronize() => throw Contract.NotBuilt;

        public void Dispose() => throw Contract.NotBuilt;
    }
}

namespace ILGPU.Runtime.CPU
{
    public sealed class CPUDevice : Device
    {
        public CPUDevice(int numThreadsPerWarp, int numWarpsPerMultiprocessor, int numMultiprocessors) => throw Contract.NotBuilt;

        public override Accelerator CreateAccelerator(Context context) => throw Contract.NotBuilt;
    }

    public static class CPUContextExtensions
    {
        public static Context.Builder CPU(this Context.Builder builder, CPUDevice device) => throw Contract.NotBuilt;

        public static CPUDevice GetCPUDevice(this Context context, int cpuDeviceIndex) => throw Contract.NotBuilt;
    }
}

namespace ILGPU.Runtime.Cuda
{
    public sealed class CudaDevice : Device
    {
        private CudaDevice()
        {
        }

        public override Accelerator CreateAccelerator(Context context) => throw Contract.NotBuilt;
    }

    public sealed class CudaAccelerator : Accelerator
    {
        private CudaAccelerator()
        {
        }

        public CudaArchitecture Architecture => throw Contract.NotBuilt;
    }

    public readonly struct CudaArchitecture
    {
        public int Major => throw Contract.NotBuilt;
    }

    public static class CudaContextExtensions
    {
        public static Context.Builder Cuda(this Context.Builder builder) => throw Contract.NotBuilt;

        public static Context.DeviceCollection<CudaDevice> GetCudaDevices(this Context context) => throw Contract.NotBuilt;
    }
}

namespace ILGPU.Runtime.OpenCL
{
    public enum CLError
    {
    }

    public sealed class CLException : AcceleratorException
    {
        private CLException()
        {
        }

        public CLError Error => throw Contract.NotBuilt;
    }

    public sealed class CLDevice : Device
    {
        private CLDevice()
        {
        }

        public override Accelerator CreateAccelerator(Context context) => throw Contract.NotBuilt;
    }

    public static class CLContextExtensions
    {
        public static Context.Builder OpenCL(this Context.Builder builder) => throw Contract.NotBuilt;

        public static Context.DeviceCollection<CLDevice> GetCLDevices(this Context context) => throw Contract.NotBuilt;
    }
}
