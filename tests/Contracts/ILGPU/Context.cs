using System;
using ILGPU.Runtime;

namespace ILGPU;

public sealed class Context : IDisposable
{
    private Context()
    {
    }

    public static Context Create(Action<Builder> buildingCallback) => throw Contract.NotBuilt;

    public void Dispose() => throw Contract.NotBuilt;

    public sealed class Builder
    {
        private Builder()
        {
        }

        public Builder Optimize(OptimizationLevel level) => throw Contract.NotBuilt;
    }

    public readonly ref struct DeviceCollection<TDevice>
        where TDevice : Device
    {
        public int Count => throw Contract.NotBuilt;

        public TDevice this[int deviceIndex] => throw Contract.NotBuilt;
    }
}

public enum OptimizationLevel
{
    O0 = 0,
    O1 = 1,
    O2 = 2,
}
