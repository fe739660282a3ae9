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
        var row = (Grid.IdxX * Rows) + (Group.IdxX / Lanes);
        var first = row * (stride / 4);
        var end = row < rows ? (features + 3) / 4 : 0;
        var (gradient, normalized, output) = (Float4.Of(dXHat), Float4.Of(xHat), Float4.Of(dX));
        var (mean, slope) = Means(gradient, normalized, first, end, features);
        for (var q = Group.IdxX % Lanes; q < end; q += Lanes)
        {
            var result = Gradient(gradient[first + q], normalized[first + q], rstd[4 * row], mean, slope);
            output[first + q] = add != 0 ? Float4.Add(output[first + q], result) : result;
        }
    }

    /// <summary>The same, added to dZ, and dY = scale·dZ, a scale per image: what the branch before this LayerNorm gets.</summary>
    public static void BackwardResidual(
        ArrayView<float> dZ, ArrayView<float> dY, ArrayView<float> dXHat, ArrayView<float> xHat, ArrayView<float> rstd, ArrayView<float> scales, int rows, int tokens, int features, int stride)
    {
        var row = (Grid.IdxX * Rows) + (Group.IdxX / Lanes);
        var first = row * (stride / 4);
        var end = row < rows ? (features + 3) / 4 : 0;
        var (gradient, normalized, stream, branch) = (Float4.Of(dXHat), Float4.Of(xHat), Float4.Of(dZ), Float4.Of(dY));
        var (mean, slope) = Means(gradient, normalized, first, end, features);
        for (var q = Group.IdxX % Lanes; q < end; q += Lanes)
        {
            var scale = scales[row / tokens];
            var sum = Float4.Add(stream[first + q], Gradient(gradient[first + q], normalized[first + q], rstd[4 * row], mean, slope));
            stream[first + q] = sum;
            branch[first + q] = new(scale * sum.X, scale * sum.Y, scale * sum.Z, scale * sum.W);
        }
    }

    /// <summary>mean(g) and mean(g ⊙ x̂) of this thread's row.</summary>
    private static (float Mean, float Slope) Means(ArrayView<Float4> gradient, ArrayView<Float4> normalized, int first, int end, int features)
    {
        var sums = SharedMemory.Allocate<float>(Threads.PerGroup);
        var products = SharedMemory.Allocate<float>(Threads.PerGroup);
        var sum = 0f;
        var product = 0f;
        for (var q = Group.IdxX % Lanes; q < end; q += Lanes)
        {
            var g = Float4.First(gradient[first + q], features - (4 * q));
            sum += g.X + g.Y + (g.Z + g.W);
            product = Float4.Dot(g, Float4.First(normalized[first + q], features - (4 * q)), product);
        }

        sums[Group.IdxX] = sum;
        products[Group.IdxX] = product;
        Group.Barrier();
        return (Total(sums) / features, Total(products) / features);
    }

    /// <summary>rstd·(g − mean(g) − x̂·mean(g ⊙ x̂)).</summary>
    private static Float4 Gradient(Float4 g, Float4 n, float rstd, float mean, float slope) => new(
        rstd * (g.X - mean - (n.X * slope)),
        rstd * (g.Y - mean - (n.Y * slope)),
        rstd * (g.Z - mean - (n.Z * slope)),
        rstd * (g.W - mean - (n.W * slope)));

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
