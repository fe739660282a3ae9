using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Sums of partial gradients.</summary>
public static unsafe class Accumulate
{
    private const int Chunk = 1024;

    /// <summary>result[i] = Σ_s slots[s·slotStride + i], s ascending; overwrites.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void SumSlots<T>(NativeSpan<T> result, NativeSpan<T> slots, long slotStride, int slotCount, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var to = result.Require(count);
        var from = slotCount == 0 ? null : slots.Require((slotCount - 1) * slotStride + count);
        for (nint at = 0; at < count; at += Chunk)
        {
            var length = nint.Min(Chunk, (nint)count - at);
            if (slotCount == 0)
            {
                Lanes.Run<T, FillLanes<T>>(new(to + at, T.Zero), length);
                continue;
            }

            if (to != from)
            {
                Lanes.Run<T, CopyLanes<T>>(new(to + at, from + at), length);
            }

            for (var s = 1; s < slotCount; s++)
            {
                Lanes.Run<T, AddLanes<T>>(new(to + at, to + at, from + s * (nint)slotStride + at), length);
            }
        }
    }
}
