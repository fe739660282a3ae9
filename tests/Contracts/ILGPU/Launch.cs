namespace ILGPU;

public readonly struct Index1D
{
    public static implicit operator Index1D(int idx) => throw Contract.NotBuilt;
}

public readonly struct Index3D
{
    public Index3D(int x, int y, int z) => throw Contract.NotBuilt;
}

public readonly struct KernelConfig
{
    public KernelConfig(Index3D gridDim, Index3D groupDim) => throw Contract.NotBuilt;
}

public static class Grid
{
    public static int IdxX => throw Contract.NotBuilt;

    public static int IdxY => throw Contract.NotBuilt;

    public static int IdxZ => throw Contract.NotBuilt;

    public static int DimX => throw Contract.NotBuilt;

    public static int DimZ => throw Contract.NotBuilt;
}

public static class Group
{
    public static int IdxX => throw Contract.NotBuilt;

    public static int DimX => throw Contract.NotBuilt;

    public static void Barrier() => throw Contract.NotBuilt;
}

public static class SharedMemory
{
    public static ArrayView<T> Allocate<T>(int extent)
        where T : unmanaged => throw Contract.NotBuilt;
}

public static class Warp
{
    public static int LaneIdx => throw Contract.NotBuilt;

    public static void Barrier() => throw Contract.NotBuilt;
}

public static class Interop
{
    public static uint FloatAsInt(float value) => throw Contract.NotBuilt;

    public static float IntAsFloat(uint value) => throw Contract.NotBuilt;
}
