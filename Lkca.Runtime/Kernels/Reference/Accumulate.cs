using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>Sums of partial gradients: the naive twin of <see cref="Cpu.Accumulate"/>.</summary>
public static unsafe class Accumulate
{
    /// <summary>result[i] = Σ_s slots[s·slotStride + i], s ascending; overwrites.</summary>
    public static void SumSlots<T>(NativeSpan<T> result, NativeSpan<T> slots, long slotStride, int slotCount, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long i = 0; i < count; i++)
        {
            var sum = T.Zero;
            for (var s = 0; s < slotCount; s++)
            {
                sum += slots.Pointer[s * slotStride + i];
            }

            result.Pointer[i] = sum;
        }
    }
}
