using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>The matrix product of accelerators without cuBLAS. A group makes a 64×64 tile of C: sixteen inner indices at a time go through shared memory, and each of the 64 threads
/// holds 8×8 sums in registers. Every sum has one accumulator and ascending inner index.</summary>
internal static class GemmKernel
{
    /// <summary>Rows and columns of a group's tile.</summary>
    public const int Tile = 64;

    /// <summary>Threads of a group, each with 8×8 sums.</summary>
    public const int GroupSize = 64;

    private const int Depth = 16;

    /// <summary>C = A·B for the split Grid.IdxZ; Grid.IdxX counts tiles of columns, Grid.IdxY of rows.</summary>
    public static void Multiply(ArrayView<float> c, ArrayView<float> a, ArrayView<float> b, GemmShape shape)
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
        var begin = Grid.IdxZ * shape.Length;
        var end = begin + shape.Length < shape.K ? begin + shape.Length : shape.K;

        Float4 c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        Float4 c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        for (var k = begin; k < end; k += Depth)
        {
            Load(tileA, a, firstRow, k, shape.M, end, shape.ARow, shape.AColumn);
            Load(tileB, b, firstColumn, k, shape.N, end, shape.BColumn, shape.BRow);
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

        var m = firstRow + (4 * row);
        var n = firstColumn + (4 * column);
        Store(c, shape, m, n, c00, c01);
        Store(c, shape, m + 1, n, c10, c11);
        Store(c, shape, m + 2, n, c20, c21);
        Store(c, shape, m + 3, n, c30, c31);
        Store(c, shape, m + 4, n, c40, c41);
        Store(c, shape, m + 5, n, c50, c51);
        Store(c, shape, m + 6, n, c60, c61);
        Store(c, shape, m + 7, n, c70, c71);
    }

    /// <summary>tile[k, i] = source[first + i, firstK + k], zero outside; neighbouring threads read neighbouring memory whichever way the operand lies.</summary>
    private static void Load(ArrayView<float> tile, ArrayView<float> source, int first, int firstK, int count, int endK, int stride, int strideK)
    {
        var thread = Group.IdxX;
        for (var pass = 0; pass < Depth; pass++)
        {
            var k = strideK == 1 ? thread % Depth : pass;
            var i = strideK == 1 ? (pass * (GroupSize / Depth)) + (thread / Depth) : thread;
            var isInside = first + i < count && firstK + k < endK;
            tile[(k * Tile) + i] = isInside ? source[((first + i) * stride) + ((firstK + k) * strideK)] : 0;
        }
    }

    private static void Store(ArrayView<float> c, GemmShape shape, int m, int n, Float4 left, Float4 right)
    {
        if (m < shape.M)
        {
            var at = (Grid.IdxZ * shape.CSplit) + (m * shape.CRow) + n;
            Store(c, at, shape.N - n, left);
            Store(c, at + 4, shape.N - n - 4, right);
        }
    }

    private static void Store(ArrayView<float> c, int at, int count, Float4 value)
    {
        if (count > 0)
        {
            c[at] = value.X;
        }

        if (count > 1)
        {
            c[at + 1] = value.Y;
        }

        if (count > 2)
        {
            c[at + 2] = value.Z;
        }

        if (count > 3)
        {
            c[at + 3] = value.W;
        }
    }
}
