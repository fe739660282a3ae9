using System;

namespace TorchSharp
{
    public enum DeviceType
    {
        CPU = 0,
        CUDA = 1,
    }

    public enum FFTNormType
    {
        Backward = 0,
    }

    public enum PaddingModes
    {
        Constant = 4,
    }

    public sealed class DisposeScope : IDisposable
    {
        internal DisposeScope() => throw Contract.NotBuilt;

        public void Dispose() => throw Contract.NotBuilt;
    }

    public sealed class Scalar : IDisposable
    {
        internal Scalar() => throw Contract.NotBuilt;

        public static implicit operator Scalar(double value) => throw Contract.NotBuilt;

        public static implicit operator Scalar(int value) => throw Contract.NotBuilt;

        public void Dispose() => throw Contract.NotBuilt;
    }
}
