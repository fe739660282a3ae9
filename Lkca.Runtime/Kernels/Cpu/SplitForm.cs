using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The split form of a Toeplitz matrix. Tiles of 64 tokens give one block for each distance of tiles; a block M has the halves M₀₀ = M₁₁, M₁₀, M₀₁, so
/// x·M = (p + q, p + r) with p = (x₀ + x₁)·M₀₀, q = x₁·(M₁₀ − M₀₀), r = x₀·(M₀₁ − M₀₀): three products in place of four. The halves are split the same way,
/// which makes nine matrices of 16×16: P P, Q P, R P as [k][3][16] for the first pass over the tokens, P Q, P R as [k][2][16] for the second, Q Q, Q R, R Q, R R as [k][4][16] for
/// the third.</summary>
internal static unsafe class SplitForm
{
    /// <summary>Tokens of a quarter of a tile.</summary>
    public const int Quarter = 16;

    /// <summary>Sums of a channel's quarters in a tile, with s = first half + second half: s₀ + s₁, s₁, s₀, x₂ + x₃, x₀ + x₁.</summary>
    public const int SumElements = 5 * Quarter;

    /// <summary>Where the matrices of the second pass begin.</summary>
    public const int Second = 3 * Square;

    /// <summary>Where those of the third begin.</summary>
    public const int Third = 5 * Square;

    /// <summary>Elements of a block.</summary>
    public const int BlockElements = 9 * Square;

    /// <summary>Channels of which the gradient makes the sums at once.</summary>
    public const int PartChannels = 16;

    private const int Square = Quarter * Quarter;

    /// <summary>All blocks of one kernel, the source's tile least behind the result's first.</summary>
    [SkipLocalsInit]
    [MethodImpl(Simd.Kernel)]
    public static void Build<T>(T* matrix, T* taps, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tiles = gridHeight * gridWidth / Layout.TileTokens;
        var quarters = stackalloc T[9 * Square];
        for (var distance = 1 - tiles; distance < tiles; distance++, matrix += BlockElements)
        {
            Walk(new ReadTaps<T>(taps, quarters), distance, gridWidth, kernelHeight, kernelWidth, transposed);
            for (nint k = 0; k < Quarter; k++)
            {
                T* near = quarters + 4 * Square + k * Quarter, first = matrix + 3 * k * Quarter, second = matrix + Second + 2 * k * Quarter, third = matrix + Third + 4 * k * Quarter;
                for (nint i = 0; i < Quarter; i++)
                {
                    T middle = near[i], after = near[i + Square], before = near[i - Square];
                    T q = near[i + 3 * Square] - middle, r = near[i - 3 * Square] - middle;
                    first[i] = middle;
                    first[i + Quarter] = q;
                    first[i + 2 * Quarter] = r;
                    second[i] = after - middle;
                    second[i + Quarter] = before - middle;
                    third[i] = (near[i + 4 * Square] - after) - q;
                    third[i + Quarter] = (near[i + 2 * Square] - before) - q;
                    third[i + 2 * Quarter] = (near[i - 2 * Square] - after) - r;
                    third[i + 3 * Quarter] = (near[i - 4 * Square] - before) - r;
                }
            }
        }
    }

    /// <summary>The adjoint of <see cref="Build"/>: adds the gradient of one kernel's blocks (not transposed) to its taps.</summary>
    [SkipLocalsInit]
    [MethodImpl(Simd.Kernel)]
    public static void Fold<T>(T* taps, T* matrix, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tiles = gridHeight * gridWidth / Layout.TileTokens;
        var quarters = stackalloc T[9 * Square];
        for (var distance = 1 - tiles; distance < tiles; distance++, matrix += BlockElements)
        {
            for (nint k = 0; k < Quarter; k++)
            {
                T* near = quarters + 4 * Square + k * Quarter, first = matrix + 3 * k * Quarter, second = matrix + Second + 2 * k * Quarter, third = matrix + Third + 4 * k * Quarter;
                for (nint i = 0; i < Quarter; i++)
                {
                    T pq = second[i], pr = second[i + Quarter], qq = third[i], qr = third[i + Quarter], rq = third[i + 2 * Quarter], rr = third[i + 3 * Quarter];
                    T p = first[i] - pq - pr, q = first[i + Quarter] - qq - qr, r = first[i + 2 * Quarter] - rq - rr;
                    near[i - 4 * Square] = rr;
                    near[i - 3 * Square] = r;
                    near[i - 2 * Square] = rq;
                    near[i - Square] = pr - qr - rr;
                    near[i] = p - q - r;
                    near[i + Square] = pq - qq - rq;
                    near[i + 2 * Square] = qr;
                    near[i + 3 * Square] = q;
                    near[i + 4 * Square] = qq;
                }
            }

            Walk(new AddTaps<T>(taps, quarters), distance, gridWidth, kernelHeight, kernelWidth, transposed: false);
        }
    }

    private interface ITaps
    {
        void Inside(nint element, nint tap);

        void Outside(nint element);
    }

    // The elements [half of the source − half of the result + 1][the same of their quarters][token of the source][token of the result] of a block, with their places in the kernel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Walk<TTaps>(TTaps action, int distance, int gridWidth, int kernelHeight, int kernelWidth, bool transposed)
        where TTaps : struct, ITaps
    {
        nint element = 0;
        var sign = transposed ? 1 : -1;
        for (var pair = 0; pair < 9; pair++)
        {
            int halves = pair / 3 - 1, quarters = pair % 3 - 1;
            int source = (halves > 0 ? 2 * Quarter : 0) + (quarters > 0 ? Quarter : 0), to = (halves < 0 ? 2 * Quarter : 0) + (quarters < 0 ? Quarter : 0);
            for (var from = source; from < source + Quarter; from++)
            {
                int y = (kernelHeight / 2) + (sign * ((distance * (Layout.TileTokens / gridWidth)) + (from / gridWidth) - (to / gridWidth)));
                int x = (kernelWidth / 2) + (sign * ((from % gridWidth) - (to % gridWidth))), left = gridWidth - (to % gridWidth);
                for (var i = 0; i < Quarter; i++, element++)
                {
                    if ((uint)y < (uint)kernelHeight && (uint)x < (uint)kernelWidth)
                    {
                        action.Inside(element, (y * kernelWidth) + x);
                    }
                    else
                    {
                        action.Outside(element);
                    }

                    x -= sign;
                    if (--left == 0)
                    {
                        (left, x, y) = (gridWidth, x + (sign * gridWidth), y - sign);
                    }
                }
            }
        }
    }

    private readonly struct ReadTaps<T>(T* taps, T* elements) : ITaps
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Inside(nint element, nint tap) => elements[element] = taps[tap];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Outside(nint element) => elements[element] = T.Zero;
    }

    private readonly struct AddTaps<T>(T* taps, T* elements) : ITaps
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Inside(nint element, nint tap) => taps[tap] += elements[element];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Outside(nint element)
        {
        }
    }
}
