using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>Small matrices of parameters and their gradients, once per step; rows without padding. Grid.IdxZ counts blocks, each with matrices of its own.</summary>
internal static class MatrixKernels
{
    private const int Lanes = 16;

    /// <summary>Rows of a group of <see cref="MultiplyVector"/>.</summary>
    public const int Rows = Threads.PerGroup / Lanes;

    /// <summary>y[r, c] = x[r, c]·scale[c].</summary>
    public static void ScaleColumns(StackedTensor y, StackedTensor x, StackedTensor scale, int count, int columns)
    {
        var i = Threads.Index;
        if (i < count)
        {
            y.Mine[i] = x.Mine[i] * scale.Mine[i % columns];
        }
    }

    /// <summary>y[r] = Σ_c w[r, c]·x[c], plus addend[r] where <paramref name="hasAddend"/> is not 0: sixteen threads a row, their sums added in order.</summary>
    public static void MultiplyVector(StackedTensor y, StackedTensor w, StackedTensor x, StackedTensor addend, int hasAddend, int rows, int columns)
    {
        var sums = SharedMemory.Allocate<float>(Threads.PerGroup);
        var lane = Group.IdxX % Lanes;
        var row = (Grid.IdxX * Rows) + (Group.IdxX / Lanes);
        var (weight, vector) = (w.Mine, x.Mine);
        var sum = 0f;
        for (var c = lane; row < rows && c < columns; c += Lanes)
        {
            sum += weight[(row * columns) + c] * vector[c];
        }

        sums[Group.IdxX] = sum;
        Group.Barrier();
        if (lane == 0 && row < rows)
        {
            var total = hasAddend != 0 ? addend.Mine[row] : 0;
            for (var i = 0; i < Lanes; i++)
            {
                total += sums[Group.IdxX + i];
            }

            y.Mine[row] = total;
        }
    }

    /// <summary>y[r, c] = column[r]·row[c], added to y where <paramref name="add"/> is not 0.</summary>
    public static void OuterProduct(StackedTensor y, StackedTensor column, StackedTensor row, int add, int count, int columns)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var product = column.Mine[i / columns] * row.Mine[i % columns];
            y.Mine[i] = add != 0 ? y.Mine[i] + product : product;
        }
    }

    /// <summary>z = x + y.</summary>
    public static void Add(StackedTensor z, StackedTensor x, StackedTensor y, int count)
    {
        var i = Threads.Index;
        if (i < count)
        {
            z.Mine[i] = x.Mine[i] + y.Mine[i];
        }
    }

    /// <summary>y[c, r] = x[r, c]; x has <paramref name="rows"/> rows.</summary>
    public static void Transpose(StackedTensor y, StackedTensor x, int rows, int columns)
    {
        var i = Threads.Index;
        if (i < rows * columns)
        {
            y.Mine[(i % columns * rows) + (i / columns)] = x.Mine[i];
        }
    }
}
