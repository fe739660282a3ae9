using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The gradient of a split Toeplitz matrix for one vector width; its ladder stands with <see cref="SplitToeplitzCore{TOps,TVec,T}"/>.</summary>
internal static unsafe class SplitToeplitzGradient<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Q = SplitForm.Quarter;
    private const int Tile = Layout.TileTokens;

    /// <inheritdoc cref="SplitToeplitz.BackwardMatrix{T}"/>
    public static void BackwardMatrix(
        NativeSpan<T> dMatrix, NativeSpan<T> dOutput, NativeSpan<T> input, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups)
    {
        var elements = Layout.Elements(images * tokensPerImage, features);
        T* d = dOutput.Require(elements), x = input.Require(elements), dSums = scratch.Require(SplitToeplitz.ScratchElements(tokensPerImage, features));
        nint tiles = tokensPerImage / Tile, channels = features / groups, blocks = SplitToeplitz.MatrixElements(tokensPerImage);
        var sums = dMatrix.Require(groups * blocks);
        var parts = (channels + SplitForm.PartChannels - 1) / SplitForm.PartChannels;
        for (nint group = 0; group < groups; group++, sums += blocks)
        {
            for (nint image = 0; image < images; image++)
            {
                for (nint part = 0; part < parts; part++)
                {
                    nint from = channels * part / parts, count = channels * (part + 1) / parts - from;
                    var at = (image * tiles * features + group * channels + from) * Tile;
                    var next = part + 1 < parts ? at + count * Tile : ((image + 1) * tiles * features + group * channels) * Tile;
                    FetchChannels(x + next, features * Tile, SplitForm.PartChannels, tiles);
                    Part(sums, d + at, x + at, features * Tile, dSums, count, tiles);
                }
            }
        }
    }

    // Channels of what Forward kept long ago.
    private static void FetchChannels(T* x, nint tile, nint channels, nint tiles)
    {
        for (nint at = 0; at < tiles; at++)
        {
            for (nint i = 0; i < channels * Tile; i += 64 / sizeof(T))
            {
                Simd.PrefetchSecond(x + (at * tile) + i);
            }
        }
    }

    // Some channels of an image: rows of a matrix belong to dOut, its columns to the input.
    [MethodImpl(Simd.Kernel)]
    private static void Part(T* matrix, T* d, T* x, nint tile, T* dSums, nint channels, nint tiles)
    {
        const int S = SplitForm.SumElements;
        var xSums = dSums + tiles * channels * S;
        for (nint at = 0; at < tiles; at++)
        {
            SplitToeplitzCore<TOps, TVec, T>.Sums(dSums + at * channels * S, d + at * tile, 2 * Q, channels);
            SplitToeplitzCore<TOps, TVec, T>.Sums(xSums + at * channels * S, x + at * tile, 2 * Q, channels);
        }

        for (nint query = 0; query < tiles; query++)
        {
            for (nint key = 0; key < tiles; key++)
            {
                T* block = matrix + (query - key + tiles - 1) * SplitForm.BlockElements, second = block + SplitForm.Second, third = block + SplitForm.Third;
                T* dt = d + query * tile, xt = x + key * tile, ds = dSums + query * channels * S, xs = xSums + key * channels * S;
                Outer(block, 3 * Q, ds, xs, S, channels);
                Outer(block + Q, 3 * Q, ds + 3 * Q, xs + 4 * Q, S, channels);
                Outer(block + 2 * Q, 3 * Q, ds + 4 * Q, xs + 3 * Q, S, channels);
                Outer(second, 2 * Q, ds + Q, xs + 2 * Q, S, channels);
                Outer(second + Q, 2 * Q, ds + 2 * Q, xs + Q, S, channels);
                Outer(third, 4 * Q, dt + 3 * Q, xt, Tile, channels);
                Outer(third + Q, 4 * Q, dt + 2 * Q, xt + Q, Tile, channels);
                Outer(third + 2 * Q, 4 * Q, dt + Q, xt + 2 * Q, Tile, channels);
                Outer(third + 3 * Q, 4 * Q, dt, xt + 3 * Q, Tile, channels);
            }
        }
    }

    // c (16 × 16) += Σ over channels of the outer product of a's and b's 16 elements
    private static void Outer(T* c, nint cRow, T* a, T* b, nint distance, nint channels)
    {
        if (TOps.Lanes == Q)
        {
            SplitToeplitzOuter<TOps, TVec, T>.Run(c, cRow, a, b, distance, channels);
            return;
        }

        SplitToeplitzCore<TOps, TVec, T>.Near(new GemmOperands<T> { C = c, CRow = cRow, A = a, ARow = 1, AK = distance, B = b, BK = distance, K = channels, Blocks = 1, Accumulate = true, Near = true }, Q);
    }
}
