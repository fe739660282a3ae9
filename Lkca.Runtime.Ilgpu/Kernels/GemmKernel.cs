using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>The matrix product of accelerators without cuBLAS. A group makes a 64×64 tile of C: sixteen inner indices at a time go through shared memory, and each of the 64 threads
/// holds 8×8 sums in registers. Every sum has one accumulator and ascending inner index. What becomes of the sums is the epilogue's: they go from registers to it.</summary>
internal static class GemmKernel
{
    /// <summary>Rows and columns of a group's tile.</summary>
    public const int Tile = 64;

    /// <summary>Threads of a group, each with 8×8 sums.</summary>
    public const int GroupSize = 64;

    private const int Depth = 16;

    /// <summary>C = A·B for the part Grid.IdxZ; Grid.IdxX counts tiles of columns, Grid.IdxY of rows.</summary>
    public static void Multiply<TEpilogue>(ArrayView<float> c, ArrayView<float> a, ArrayView<float> b, GemmShape shape, TEpilogue epilogue)
        where TEpilogue : struct, IGemmEpilogue<TEpilogue>
    {
        // Both tiles lie inner index first, so that a thread reads its eight rows or columns as two fours.
        var tileA = SharedMemory.Allocate<float>(Depth * Tile);
        var tileB = SharedMemory.Allocate<float>(Depth * Tile);
        var fourA = Float4.Of(tileA);
        var fourB = Float4.Of(tileB);
        var thread = Group.IdxX;
        var firstRow = Grid.IdxY * Tile;
        var firstColumn = Grid.IdxX * Tile;
        var row = thread / 8 * 2;
        var column = thread % 8 * 2;
        var (begin, end) = (shape.Begin, shape.End);
        var partA = a.SubView(Grid.IdxZ * shape.AStep, a.Length - (Grid.IdxZ * shape.AStep));
        var partB = b.SubView(Grid.IdxZ * shape.BStep, b.Length - (Grid.IdxZ * shape.BStep));

        // Of row firstRow + thread of A, where A is transposed.
        var rowSum = 0f;
        Float4 c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        Float4 c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        for (var k = begin; k < end; k += Depth)
        {
            rowSum = Load(tileA, partA, firstRow, k, shape.M, end, shape.ARow, shape.AColumn, rowSum);
            Load(tileB, partB, firstColumn, k, shape.N, end, shape.BColumn, shape.BRow, 0);
            Group.Barrier();
            for (var d = 0; d < Depth; d++)
            {
                var a0 = fourA[(d * (Tile / 4)) + row];
                var a1 = fourA[(d * (Tile / 4)) + row + 1];
                var b0 = fourB[(d * (Tile / 4)) + column];
                var b1 = fourB[(d * (Tile / 4)) + column + 1];
                c00 = Float4.MultiplyAdd(a0.X, b0, c00);
                c01 = Float4.MultiplyAdd(a0.X, b1, c01);
                c10 = Float4.MultiplyAdd(a0.Y, b0, c10);
                c11 = Float4.MultiplyAdd(a0.Y, b1, c11);
                c20 = Float4.MultiplyAdd(a0.Z, b0, c20);
                c21 = Float4.MultiplyAdd(a0.Z, b1, c21);
                c30 = Float4.MultiplyAdd(a0.W, b0, c30);
                c31 = Float4.MultiplyAdd(a0.W, b1, c31);
                c40 = Float4.MultiplyAdd(a1.X, b0, c40);
                c41 = Float4.MultiplyAdd(a1.X, b1, c41);
                c50 = Float4.MultiplyAdd(a1.Y, b0, c50);
                c51 = Float4.MultiplyAdd(a1.Y, b1, c51);
                c60 = Float4.MultiplyAdd(a1.Z, b0, c60);
                c61 = Float4.MultiplyAdd(a1.Z, b1, c61);
                c70 = Float4.MultiplyAdd(a1.W, b0, c70);
                c71 = Float4.MultiplyAdd(a1.W, b1, c71);
            }

            Group.Barrier();
        }

        if (shape.RowSums > 0 && Grid.IdxX == 0 && firstRow + thread < shape.M)
        {
            c[(Grid.IdxZ * shape.CStep) + shape.RowSums + firstRow + thread] = rowSum;
        }

        var m = firstRow + (4 * row);
        var n = firstColumn + (4 * column);
        Store(c, shape, epilogue, m, n, c00, c01);
        Store(c, shape, epilogue, m + 1, n, c10, c11);
        Store(c, shape, epilogue, m + 2, n, c20, c21);
        Store(c, shape, epilogue, m + 3, n, c30, c31);
        Store(c, shape, epilogue, m + 4, n, c40, c41);
        Store(c, shape, epilogue, m + 5, n, c50, c51);
        Store(c, shape, epilogue, m + 6, n, c60, c61);
        Store(c, shape, epilogue, m + 7, n, c70, c71);
    }

    /// <summary>tile[k, i] = source[first + i, firstK + k], zero outside; neighbouring threads read neighbouring memory whichever way the operand lies. Returns the sum and
    /// what this thread loaded: where the operand lies inner index first, that is of i = thread alone, inner indices in order.</summary>
    private static float Load(ArrayView<float> tile, ArrayView<float> source, int first, int firstK, int count, int endK, int stride, int strideK, float sum)
    {
        var thread = Group.IdxX;
        for (var pass = 0; pass < Depth; pass++)
        {
            var k = strideK == 1 ? thread % Depth : pass;
            var i = strideK == 1 ? (pass * (GroupSize / Depth)) + (thread / Depth) : thread;
            var isInside = first + i < count && firstK + k < endK;
            var value = isInside ? source[((first + i) * stride) + ((firstK + k) * strideK)] : 0;
            tile[(k * Tile) + i] = value;
            sum += value;
        }

        return sum;
    }

    private static void Store<TEpilogue>(ArrayView<float> c, GemmShape shape, TEpilogue epilogue, int m, int n, Float4 left, Float4 right)
        where TEpilogue : struct, IGemmEpilogue<TEpilogue>
    {
        if (m < shape.M && n < shape.N)
        {
            TEpilogue.Store(epilogue, c, shape, m, n, left);
        }

        if (m < shape.M && n + 4 < shape.N)
        {
            TEpilogue.Store(epilogue, c, shape, m, n + 4, right);
        }
    }
}
