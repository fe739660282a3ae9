namespace ILGPU.Runtime.Cuda;

public interface ICudaAsmEmitParameter
{
}

public struct Output<T> : ICudaAsmEmitParameter
    where T : struct
{
    public T Value;
}

public static class CudaAsm
{
    public static void Emit(string asm) => throw Contract.NotBuilt;

    public static void Emit<T0, T1, T2, T3, T4, T5>(string asm, T0 arg0, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
        where T0 : struct
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct => throw Contract.NotBuilt;

    public static void EmitRef<T0>(string asm, ref T0 arg0)
        where T0 : struct, ICudaAsmEmitParameter => throw Contract.NotBuilt;
}
