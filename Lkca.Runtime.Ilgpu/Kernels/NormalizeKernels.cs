using System;
using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>LayerNorm without its affine. A group works on eight rows, sixteen threads a row; a row's sixteen partial sums are added in order, so the result depends on nothing else.</summary>
internal static class NormalizeKernels
{
    /// <summary>Rows of a group.</summary>
    public const int Rows = Threads.PerGroup / Lanes;

    private const int Lanes = 16;

    /// <summary>x̂ = (x − mean)·rstd, rstd = 1/√(variance + ε) over the features of a row; the rows of rstd, one value each, are padded to four like all others.</summary>
    public static void Forward(ArrayView<float> xHat, ArrayView<float> rstd, ArrayView<float> x, int rows, int features, int stride, float epsilon)
    {
        var sums = SharedMemory.Allocate<float>(Threads.PerGroup);
        var squares = SharedMemory.Allocate<float>(Threads.PerGroup);
        var lane = Group.IdxX % Lanes;
        var row = (Grid.IdxX * Rows) + (Group.IdxX / Lanes);
        var first = row * (stride / 4);
        var end = row < rows ? (features + 3) / 4 : 0;
        var input = Float4.Of(x);

        var sum = 0f;
        for (var q = lane; q < end; q += Lanes)
        {
            var value = Float4.First(input[first + q], features - (4 * q));
            sum += value.X + value.Y + (value.Z + value.W);
        }

        sums[Group.IdxX] = sum;
        Group.Barrier();
        var mean = Total(sums) / features;

        var square = 0f;
        for (var q = lane; q < end; q += Lanes)
        {
            var value = input[first + q];
            var centred = Float4.First(new(value.X - mean, value.Y - mean, value.Z - mean, value.W - mean), features - (4 * q));
            square = Float4.Dot(centred, centred, square);
        }

        squares[Group.IdxX] = square;
        Group.Barrier();
        var scale = 1 / MathF.Sqrt((Total(squares) / features) + epsilon);

        var output = Float4.Of(xHat);
        for (var q = lane; q < end; q += Lanes)
        {
            var value = input[first + q];
            output[first + q] = new((value.X - mean) * scale, (value.Y - mean) * scale, (value.Z - mean) * scale, (value.W - mean) * scale);
        }

        if (lane == 0 && row < rows)
        {
            rstd[4 * row] = scale;
        }
    }

    /// <summary>dX = rstd·(g − mean(g) − x̂·mean(g ⊙ x̂)), g = dX̂; where <paramref name="add"/> is not 0, added to dX.</summary>
    public static void Backward(ArrayView<float> dX, ArrayView<float> dXHat, ArrayView<float> xHat, ArrayView<float> rstd, int rows, int features, int stride, int add)
    {
        var sums = SharedMemory.Allocate<float>(Threads.PerGroup);
        var products = SharedMemory.Allocate<float>(Threads.PerGroup);
        var lane = Group.IdxX % Lanes;
        var row = (Grid.IdxX * Rows) + (Group.IdxX / Lanes);
        var first = row * (stride / 4);
        var end = row < rows ? (features + 3) / 4 : 0;
        var gradient = Float4.Of(dXHat);
        var normalized = Float4.Of(xHat);

        var sum = 0f;
        var product = 0f;
        for (var q = lane; q < end; q += Lanes)
        {
            var g = Float4.First(gradient[first + q], features - (4 * q));
            sum += g.X + g.Y + (g.Z + g.W);
            product = Float4.Dot(g, Float4.First(normalized[first + q], features - (4 * q)), product);
        }

        sums[Group.IdxX] = sum;
        products[Group.IdxX] = product;
        Group.Barrier();
        var mean = Total(sums) / features;
        var slope = Total(products) / features;

        var output = Float4.Of(dX);
        for (var q = lane; q < end; q += Lanes)
        {
            var scale = rstd[4 * row];
            var g = gradient[first + q];
            var n = normalized[first + q];
            var result = new Float4(
                scale * (g.X - mean - (n.X * slope)),
                scale * (g.Y - mean - (n.Y * slope)),
                scale * (g.Z - mean - (n.Z * slope)),
                scale * (g.W - mean - (n.W * slope)));
            output[first + q] = add != 0 ? Float4.Add(output[first + q], result) : result;
        }
    }

    private static float Total(ArrayView<float> partial)
    {
        var first = Group.IdxX / Lanes * Lanes;
        var sum = 0f;
        for (var i = 0; i < Lanes; i++)
        {
            sum += partial[first + i];
        }

        return sum;
    }
}
