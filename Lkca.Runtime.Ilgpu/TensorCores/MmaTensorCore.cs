using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Lkca.Runtime.Ilgpu;

/// <summary>The tensor cores of NVIDIA GPUs from Ampere (SM 8.0) on, by inline PTX. ILGPU keeps what assembly writes to in local memory, so the sums have registers of their own, named
/// c0 … c71, four a tile, and every text below is a constant, as CudaAsm demands.</summary>
public readonly struct MmaTensorCore : ITensorCore
{
    /// <inheritdoc/>
    public static void Open() => CudaAsm.Emit(".reg .f32 c<72>;");

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(int tile, ArrayView<Output<float>> sums)
    {
        switch (tile)
        {
            case 0:
                CudaAsm.Emit("mov.f32 c0, 0f00000000; mov.f32 c1, 0f00000000; mov.f32 c2, 0f00000000; mov.f32 c3, 0f00000000;");
                break;
            case 1:
                CudaAsm.Emit("mov.f32 c4, 0f00000000; mov.f32 c5, 0f00000000; mov.f32 c6, 0f00000000; mov.f32 c7, 0f00000000;");
                break;
            case 2:
                CudaAsm.Emit("mov.f32 c8, 0f00000000; mov.f32 c9, 0f00000000; mov.f32 c10, 0f00000000; mov.f32 c11, 0f00000000;");
                break;
            case 3:
                CudaAsm.Emit("mov.f32 c12, 0f00000000; mov.f32 c13, 0f00000000; mov.f32 c14, 0f00000000; mov.f32 c15, 0f00000000;");
                break;
            case 4:
                CudaAsm.Emit("mov.f32 c16, 0f00000000; mov.f32 c17, 0f00000000; mov.f32 c18, 0f00000000; mov.f32 c19, 0f00000000;");
                break;
            case 5:
                CudaAsm.Emit("mov.f32 c20, 0f00000000; mov.f32 c21, 0f00000000; mov.f32 c22, 0f00000000; mov.f32 c23, 0f00000000;");
                break;
            case 6:
                CudaAsm.Emit("mov.f32 c24, 0f00000000; mov.f32 c25, 0f00000000; mov.f32 c26, 0f00000000; mov.f32 c27, 0f00000000;");
                break;
            case 7:
                CudaAsm.Emit("mov.f32 c28, 0f00000000; mov.f32 c29, 0f00000000; mov.f32 c30, 0f00000000; mov.f32 c31, 0f00000000;");
                break;
            case 8:
                CudaAsm.Emit("mov.f32 c32, 0f00000000; mov.f32 c33, 0f00000000; mov.f32 c34, 0f00000000; mov.f32 c35, 0f00000000;");
                break;
            case 9:
                CudaAsm.Emit("mov.f32 c36, 0f00000000; mov.f32 c37, 0f00000000; mov.f32 c38, 0f00000000; mov.f32 c39, 0f00000000;");
                break;
            case 10:
                CudaAsm.Emit("mov.f32 c40, 0f00000000; mov.f32 c41, 0f00000000; mov.f32 c42, 0f00000000; mov.f32 c43, 0f00000000;");
                break;
            case 11:
                CudaAsm.Emit("mov.f32 c44, 0f00000000; mov.f32 c45, 0f00000000; mov.f32 c46, 0f00000000; mov.f32 c47, 0f00000000;");
                break;
            case 12:
                CudaAsm.Emit("mov.f32 c48, 0f00000000; mov.f32 c49, 0f00000000; mov.f32 c50, 0f00000000; mov.f32 c51, 0f00000000;");
                break;
            case 13:
                CudaAsm.Emit("mov.f32 c52, 0f00000000; mov.f32 c53, 0f00000000; mov.f32 c54, 0f00000000; mov.f32 c55, 0f00000000;");
                break;
            case 14:
                CudaAsm.Emit("mov.f32 c56, 0f00000000; mov.f32 c57, 0f00000000; mov.f32 c58, 0f00000000; mov.f32 c59, 0f00000000;");
                break;
            case 15:
                CudaAsm.Emit("mov.f32 c60, 0f00000000; mov.f32 c61, 0f00000000; mov.f32 c62, 0f00000000; mov.f32 c63, 0f00000000;");
                break;
            case 16:
                CudaAsm.Emit("mov.f32 c64, 0f00000000; mov.f32 c65, 0f00000000; mov.f32 c66, 0f00000000; mov.f32 c67, 0f00000000;");
                break;
            case 17:
                CudaAsm.Emit("mov.f32 c68, 0f00000000; mov.f32 c69, 0f00000000; mov.f32 c70, 0f00000000; mov.f32 c71, 0f00000000;");
                break;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd(int tile, ArrayView<Output<float>> sums, FragmentA a, FragmentB b)
    {
        switch (tile)
        {
            case 0:
                CudaAsm.Emit(Multiply + "{c0, c1, c2, c3}, {%0, %1, %2, %3}, {%4, %5}, {c0, c1, c2, c3};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 1:
                CudaAsm.Emit(Multiply + "{c4, c5, c6, c7}, {%0, %1, %2, %3}, {%4, %5}, {c4, c5, c6, c7};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 2:
                CudaAsm.Emit(Multiply + "{c8, c9, c10, c11}, {%0, %1, %2, %3}, {%4, %5}, {c8, c9, c10, c11};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 3:
                CudaAsm.Emit(Multiply + "{c12, c13, c14, c15}, {%0, %1, %2, %3}, {%4, %5}, {c12, c13, c14, c15};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 4:
                CudaAsm.Emit(Multiply + "{c16, c17, c18, c19}, {%0, %1, %2, %3}, {%4, %5}, {c16, c17, c18, c19};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 5:
                CudaAsm.Emit(Multiply + "{c20, c21, c22, c23}, {%0, %1, %2, %3}, {%4, %5}, {c20, c21, c22, c23};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 6:
                CudaAsm.Emit(Multiply + "{c24, c25, c26, c27}, {%0, %1, %2, %3}, {%4, %5}, {c24, c25, c26, c27};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 7:
                CudaAsm.Emit(Multiply + "{c28, c29, c30, c31}, {%0, %1, %2, %3}, {%4, %5}, {c28, c29, c30, c31};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 8:
                CudaAsm.Emit(Multiply + "{c32, c33, c34, c35}, {%0, %1, %2, %3}, {%4, %5}, {c32, c33, c34, c35};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 9:
                CudaAsm.Emit(Multiply + "{c36, c37, c38, c39}, {%0, %1, %2, %3}, {%4, %5}, {c36, c37, c38, c39};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 10:
                CudaAsm.Emit(Multiply + "{c40, c41, c42, c43}, {%0, %1, %2, %3}, {%4, %5}, {c40, c41, c42, c43};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 11:
                CudaAsm.Emit(Multiply + "{c44, c45, c46, c47}, {%0, %1, %2, %3}, {%4, %5}, {c44, c45, c46, c47};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 12:
                CudaAsm.Emit(Multiply + "{c48, c49, c50, c51}, {%0, %1, %2, %3}, {%4, %5}, {c48, c49, c50, c51};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 13:
                CudaAsm.Emit(Multiply + "{c52, c53, c54, c55}, {%0, %1, %2, %3}, {%4, %5}, {c52, c53, c54, c55};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 14:
                CudaAsm.Emit(Multiply + "{c56, c57, c58, c59}, {%0, %1, %2, %3}, {%4, %5}, {c56, c57, c58, c59};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 15:
                CudaAsm.Emit(Multiply + "{c60, c61, c62, c63}, {%0, %1, %2, %3}, {%4, %5}, {c60, c61, c62, c63};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 16:
                CudaAsm.Emit(Multiply + "{c64, c65, c66, c67}, {%0, %1, %2, %3}, {%4, %5}, {c64, c65, c66, c67};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
            case 17:
                CudaAsm.Emit(Multiply + "{c68, c69, c70, c71}, {%0, %1, %2, %3}, {%4, %5}, {c68, c69, c70, c71};", a.UpperLeft, a.LowerLeft, a.UpperRight, a.LowerRight, b.Upper, b.Lower);
                break;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int tile, ArrayView<Output<float>> sums)
    {
        var at = (4 * tile * Group.DimX) + Group.IdxX;
        switch (tile)
        {
            case 0:
                CudaAsm.EmitRef("mov.f32 %0, c0;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c1;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c2;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c3;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 1:
                CudaAsm.EmitRef("mov.f32 %0, c4;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c5;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c6;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c7;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 2:
                CudaAsm.EmitRef("mov.f32 %0, c8;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c9;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c10;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c11;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 3:
                CudaAsm.EmitRef("mov.f32 %0, c12;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c13;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c14;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c15;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 4:
                CudaAsm.EmitRef("mov.f32 %0, c16;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c17;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c18;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c19;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 5:
                CudaAsm.EmitRef("mov.f32 %0, c20;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c21;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c22;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c23;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 6:
                CudaAsm.EmitRef("mov.f32 %0, c24;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c25;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c26;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c27;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 7:
                CudaAsm.EmitRef("mov.f32 %0, c28;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c29;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c30;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c31;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 8:
                CudaAsm.EmitRef("mov.f32 %0, c32;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c33;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c34;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c35;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 9:
                CudaAsm.EmitRef("mov.f32 %0, c36;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c37;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c38;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c39;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 10:
                CudaAsm.EmitRef("mov.f32 %0, c40;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c41;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c42;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c43;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 11:
                CudaAsm.EmitRef("mov.f32 %0, c44;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c45;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c46;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c47;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 12:
                CudaAsm.EmitRef("mov.f32 %0, c48;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c49;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c50;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c51;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 13:
                CudaAsm.EmitRef("mov.f32 %0, c52;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c53;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c54;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c55;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 14:
                CudaAsm.EmitRef("mov.f32 %0, c56;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c57;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c58;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c59;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 15:
                CudaAsm.EmitRef("mov.f32 %0, c60;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c61;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c62;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c63;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 16:
                CudaAsm.EmitRef("mov.f32 %0, c64;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c65;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c66;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c67;", ref sums[at + (3 * Group.DimX)]);
                break;
            case 17:
                CudaAsm.EmitRef("mov.f32 %0, c68;", ref sums[at]);
                CudaAsm.EmitRef("mov.f32 %0, c69;", ref sums[at + Group.DimX]);
                CudaAsm.EmitRef("mov.f32 %0, c70;", ref sums[at + (2 * Group.DimX)]);
                CudaAsm.EmitRef("mov.f32 %0, c71;", ref sums[at + (3 * Group.DimX)]);
                break;
        }
    }

    private const string Multiply = "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 ";
}
