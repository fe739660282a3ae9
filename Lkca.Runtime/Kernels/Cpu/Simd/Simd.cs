using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>What the hardware offers. The JIT knows these values, so a choice between widths costs nothing at run time.</summary>
internal static class Simd
{
    /// <summary>How loops over vectors are compiled: optimised from the first call on (an unoptimised vector loop is fifty times slower) and never inlined into a
    /// caller, whose budget for inlining would leave the vector operations as calls.</summary>
    public const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>True where a fused multiply-add is one instruction; elsewhere kernels round the product and the sum.</summary>
    /// <remarks>The vectors' own Fma asks the hardware by itself: this property is inlined only after that method has got two returns, and then a copy follows every multiply-add.</remarks>
    public static bool HasFma
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Fma.IsSupported || AdvSimd.IsSupported;
    }

    /// <summary>True where kernels use 512-bit vectors.</summary>
    public static bool Use512
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated;
    }

    /// <summary>True where kernels use 256-bit vectors when there are no wider ones.</summary>
    public static bool Use256
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.IsHardwareAccelerated;
    }

    /// <summary>The constant <paramref name="value"/> as T, folded by the JIT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Constant<T>(double value)
        where T : unmanaged => typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)value) : Unsafe.BitCast<double, T>(value);

    /// <summary>Asks for the cache line at <paramref name="address"/>; nothing where the processor has no such instruction. Any address is allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <summary>The same into the second cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void PrefetchSecond(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }
}
