using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>The matrix product on tensor cores where there is no cuBLAS: factors in TF32, sums in float32. A group of four warps makes a 64×64 tile of C, a warp 32×32 of it as two by four
/// products of 16×8 by 8×8; sixteen inner indices at a time go through shared memory. The sums go through it as well, to the epilogue.</summary>
internal static class TensorGemmKernel
{
    /// <summary>Threads of a group.</summary>
    public const int GroupSize = 128;

    private const int Tile = GemmKernel.Tile;
    private const int Depth = 16;

    /// <summary>From one inner index to the next: lanes (g, t) read t·Row + g, 32 different banks.</summary>
    private const int Row = Tile + 8;

    /// <summary>C = A·B for the part Grid.IdxZ; Grid.IdxX counts tiles of columns, Grid.IdxY of rows.</summary>
    public static void Multiply<T, TEpilogue>(ArrayView<float> c, ArrayView<float> a, ArrayView<float> b, GemmShape shape, TEpilogue epilogue)
        where T : struct, ITensorCore
        where TEpilogue : struct, IGemmEpilogue<TEpilogue>
    {
        var tileA = SharedMemory.Allocate<int>(Depth * Row);
        var tileB = SharedMemory.Allocate<int>(Depth * Row);
        var sums = SharedMemory.Allocate<Output<float>>(8 * 4 * GroupSize);
        var rowSums = SharedMemory.Allocate<float>(GroupSize);
        var firstRow = Grid.IdxY * Tile;
        var firstColumn = Grid.IdxX * Tile;
        var warp = Group.IdxX / 32;
        var g = Group.IdxX % 32 / 4;
        var t = Group.IdxX % 4;
        var row = (32 * (warp / 2)) + g;
        var column = (32 * (warp % 2)) + g;
        var (begin, end) = (shape.Begin, shape.End);
        var partA = a.SubView(Grid.IdxZ * shape.AStep, a.Length - (Grid.IdxZ * shape.AStep));
        var partB = b.SubView(Grid.IdxZ * shape.BStep, b.Length - (Grid.IdxZ * shape.BStep));

        // Of row firstRow + thread mod 64 of A, every other inner index, where A is transposed.
        var rowSum = 0f;
        T.Open();
        T.Clear(0, sums);
        T.Clear(1, sums);
        T.Clear(2, sums);
        T.Clear(3, sums);
        T.Clear(4, sums);
        T.Clear(5, sums);
        T.Clear(6, sums);
        T.Clear(7, sums);
        for (var k = begin; k < end; k += Depth)
        {
            rowSum = Load(tileA, partA, firstRow, k, shape.M, end, shape.ARow, shape.AColumn, rowSum);
            Load(tileB, partB, firstColumn, k, shape.N, end, shape.BColumn, shape.BRow, 0);
            Group.Barrier();
            for (var d = 0; d < Depth; d += 8)
            {
                var at = ((d + t) * Row) + row;
                var upper = new FragmentA(tileA[at], tileA[at + 8], tileA[at + (4 * Row)], tileA[at + (4 * Row) + 8]);
                at += 16;
                var lower = new FragmentA(tileA[at], tileA[at + 8], tileA[at + (4 * Row)], tileA[at + (4 * Row) + 8]);
                at = ((d + t) * Row) + column;
                var b0 = new FragmentB(tileB[at], tileB[at + (4 * Row)]);
                var b1 = new FragmentB(tileB[at + 8], tileB[at + (4 * Row) + 8]);
                var b2 = new FragmentB(tileB[at + 16], tileB[at + (4 * Row) + 16]);
                var b3 = new FragmentB(tileB[at + 24], tileB[at + (4 * Row) + 24]);
                T.MultiplyAdd(0, sums, upper, b0);
                T.MultiplyAdd(1, sums, upper, b1);
                T.MultiplyAdd(2, sums, upper, b2);
                T.MultiplyAdd(3, sums, upper, b3);
                T.MultiplyAdd(4, sums, lower, b0);
                T.MultiplyAdd(5, sums, lower, b1);
                T.MultiplyAdd(6, sums, lower, b2);
                T.MultiplyAdd(7, sums, lower, b3);
            }

            Group.Barrier();
        }

        T.Store(0, sums);
        T.Store(1, sums);
        T.Store(2, sums);
        T.Store(3, sums);
        T.Store(4, sums);
        T.Store(5, sums);
        T.Store(6, sums);
        T.Store(7, sums);
        rowSums[Group.IdxX] = rowSum;
        Group.Barrier();
        if (shape.RowSums > 0 && Grid.IdxX == 0 && Group.IdxX < Tile && firstRow + Group.IdxX < shape.M)
        {
            c[(Grid.IdxZ * shape.CStep) + shape.RowSums + firstRow + Group.IdxX] = rowSums[Group.IdxX] + rowSums[Group.IdxX + Tile];
        }

        // A tile is 16 rows and 8 columns; entries 0, 1 are row g, 2, 3 row g + 8, at columns 2t and 2t + 1. Of two neighbouring lanes the even one takes four columns of row g, the odd
        // one those of row g + 8.
        var even = Group.IdxX - (t % 2);
        var entry = 2 * (t % 2);
        var m = firstRow + row + (8 * (t % 2));
        var n = firstColumn + (32 * (warp % 2)) + (4 * (t / 2));
        for (var tile = 0; tile < 8; tile++)
        {
            if (m + (16 * (tile / 4)) < shape.M && n + (8 * (tile % 4)) < shape.N)
            {
                var value = new Float4(
                    TensorTiles.Sum(sums, tile, entry, even),
                    TensorTiles.Sum(sums, tile, entry + 1, even),
                    TensorTiles.Sum(sums, tile, entry, even + 1),
                    TensorTiles.Sum(sums, tile, entry + 1, even + 1));
                TEpilogue.Store(epilogue, c, shape, m + (16 * (tile / 4)), n + (8 * (tile % 4)), value);
            }
        }
    }

    /// <summary>tile[k, i] = source[first + i, firstK + k] in TF32, zero outside; neighbouring threads read neighbouring memory whichever way the operand lies. Returns the sum and
    /// what this thread loaded, in float32: where the operand lies inner index first, that is of i = thread mod 64 alone.</summary>
    private static float Load(ArrayView<int> tile, ArrayView<float> source, int first, int firstK, int count, int endK, int stride, int strideK, float sum)
    {
        for (var n = Group.IdxX; n < Depth * Tile; n += GroupSize)
        {
            var k = strideK == 1 ? n % Depth : n / Tile;
            var i = strideK == 1 ? n / Depth : n % Tile;
            var isInside = first + i < count && firstK + k < endK;
            var value = isInside ? source[((first + i) * stride) + ((firstK + k) * strideK)] : 0;
            tile[(k * Row) + i] = TensorTiles.Round(value);
            sum += value;
        }

        return sum;
    }
}
