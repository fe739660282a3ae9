using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>Small matrices of parameters and their gradients, once per step; rows without padding.</summary>
internal static class MatrixKernels
{
    private const int Lanes = 16;

    /// <summary>Rows of a group of <see cref="MultiplyVector"/>.</summary>
    public const int Rows = Threads.PerGroup / Lanes;

    /// <summary>y[r, c] = x[r, c]·scale[c].</summary>
    public static void ScaleColumns(ArrayView<float> y, ArrayView<float> x, ArrayView<float> scale, int count, int columns)
    {
        var i = Threads.Index;
        if (i < count)
        {
            y[i] = x[i] * scale[i % columns];
        }
    }

    /// <summary>y[r] = Σ_c w[r, c]·x[c], plus addend[r] where <paramref name="hasAddend"/> is not 0: sixteen threads a row, their sums added in order.</summary>
    public static void MultiplyVector(ArrayView<float> y, ArrayView<float> w, ArrayView<float> x, ArrayView<float> addend, int hasAddend, int rows, int columns)
    {
        var sums = SharedMemory.Allocate<float>(Threads.PerGroup);
        var lane = Group.IdxX % Lanes;
        var row = (Grid.IdxX * Rows) + (Group.IdxX / Lanes);
        var sum = 0f;
        for (var c = lane; row < rows && c < columns; c += Lanes)
        {
            sum += w[(row * columns) + c] * x[c];
        }

        sums[Group.IdxX] = sum;
        Group.Barrier();
        if (lane == 0 && row < rows)
        {
            var total = hasAddend != 0 ? addend[row] : 0;
            for (var i = 0; i < Lanes; i++)
            {
                total += sums[Group.IdxX + i];
            }

            y[row] = total;
        }
    }

    /// <summary>y[r, c] = column[r]·row[c], added to y where <paramref name="add"/> is not 0.</summary>
    public static void OuterProduct(ArrayView<float> y, ArrayView<float> column, ArrayView<float> row, int add, int count, int columns)
    {
        var i = Threads.Index;
        if (i < count)
        {
            var product = column[i / columns] * row[i % columns];
            y[i] = add != 0 ? y[i] + product : product;
        }
    }

    /// <summary>y[c, r] = x[r, c]; x has <paramref name="rows"/> rows.</summary>
    public static void Transpose(ArrayView<float> y, ArrayView<float> x, int rows, int columns)
    {
        var i = Threads.Index;
        if (i < rows * columns)
        {
            y[(i % columns * rows) + (i / columns)] = x[i];
        }
    }
}
