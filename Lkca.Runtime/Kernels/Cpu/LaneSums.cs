// Measured: sums of 512 tokens × 210 features, float, one Zen 4 core: one feature at a time 13.5 µs, four at a time 7.2 µs (a chain of additions each).
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Sums over tokens, in an order that is the same for every width: 16 accumulators, each of which takes every 16th token from the first tile to the last, and of these the upper half is added to the
/// lower again and again.</summary>
internal static unsafe class LaneSums<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Accumulators = 16;

    /// <summary>sums[c] += Σ over tokens of a[c] (⊙ b[c] where b is not null), both tiled.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void AddRows(T* sums, T* a, T* b, int tiles, int features)
    {
        for (nint c = 0; c < features; c++)
        {
            sums[c] += TOps.Sum(Halved(a, b, c * Layout.TileTokens, tiles, (nint)features * Layout.TileTokens, TOps.Lanes));
        }
    }

    /// <summary>The sum of a feature over whole tiles, which lie <paramref name="stride"/> elements apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(T* feature, nint tiles, nint stride) => TOps.Sum(Halved(feature, null, 0, tiles, stride, TOps.Lanes));

    // One vector of the accumulators from that of `start` on: what lies `half` further, and so on, is added.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Halved(T* a, T* b, nint start, nint tiles, nint stride, int half) => half == Accumulators
        ? Chain(a, b, start, tiles, stride)
        : TOps.Add(Halved(a, b, start, tiles, stride, 2 * half), Halved(a, b, start + half, tiles, stride, 2 * half));

    // A vector of the accumulators.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Chain(T* a, T* b, nint start, nint tiles, nint stride)
    {
        var sum = TOps.Zero;
        for (nint tile = 0; tile < tiles; tile++, start += stride)
        {
            sum = Term(a, b, start, sum);
            sum = Term(a, b, start + Accumulators, sum);
            sum = Term(a, b, start + 2 * Accumulators, sum);
            sum = Term(a, b, start + 3 * Accumulators, sum);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Term(T* a, T* b, nint at, TVec sum) =>
        b == null ? TOps.Add(sum, TOps.Load(a + at)) : TOps.Fma(TOps.Load(a + at), TOps.Load(b + at), sum);
}
