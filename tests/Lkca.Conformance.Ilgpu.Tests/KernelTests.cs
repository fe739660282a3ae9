using System;
using System.Linq;
using Lkca.Conformance.Ilgpu.Support;
using Lkca.Runtime;
using Lkca.Runtime.Ilgpu.Kernels;
using Xunit;

namespace Lkca.Conformance.Ilgpu;

/// <summary>Kernels of the runtime against plain loops in double, over sizes that fill no group and no row.</summary>
public sealed class KernelTests
{
    [DeviceTheory("cpu")]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(130)]
    public void AdamW(int count)
    {
        using var bench = new Bench("cpu");
        var (w, g, m, v) = (bench.Draw(count), bench.Draw(count), bench.Draw(count), bench.Draw(count).Select(MathF.Abs).ToArray());
        var options = new StepOptions { LearningRate = 0.01, WeightDecay = 0.1 };
        var (weights, moments, squares) = (bench.Put(w), bench.Put(m), bench.Put(v));

        bench.Kernels.AdamW(weights, bench.Put(g), moments, squares, options, 3, count);

        var (first, second) = (m.Zip(g, (a, b) => (0.9 * a) + (0.1 * b)).ToArray(), v.Zip(g, (a, b) => (0.999 * a) + (0.001 * b * b)).ToArray());
        Close(first, bench.Get(moments));
        Close(second, bench.Get(squares));
        Close(
            Each(count, i => (w[i] * (1 - 0.001)) - (0.01 / (1 - Math.Pow(0.9, 3)) * first[i] / ((Math.Sqrt(second[i]) / Math.Sqrt(1 - Math.Pow(0.999, 3))) + 1e-8))),
            bench.Get(weights));
    }

    [DeviceTheory("cpu")]
    [InlineData(true)]
    [InlineData(false)]
    public void Sgd(bool nesterov)
    {
        const int Count = 70;
        using var bench = new Bench("cpu");
        var (w, g, m) = (bench.Draw(Count), bench.Draw(Count), bench.Draw(Count));
        var (weights, moments) = (bench.Put(w), bench.Put(m));

        bench.Kernels.Sgd(weights, bench.Put(g), moments, new StepOptions { LearningRate = 0.1, WeightDecay = 0.02, Momentum = 0.8, Nesterov = nesterov }, Count);

        var d = Each(Count, i => g[i] + (0.02 * w[i]));
        var momentum = Each(Count, i => (0.8 * m[i]) + d[i]);
        Close(momentum, bench.Get(moments));
        Close(Each(Count, i => w[i] - (0.1 * (nesterov ? d[i] + (0.8 * momentum[i]) : momentum[i]))), bench.Get(weights));
    }

    [DeviceTheory("cpu")]
    [InlineData(1, 2, 4)]
    [InlineData(5, 10, 12)]
    [InlineData(65, 3, 4)]
    public void Cross_entropy_with_soft_targets(int images, int classes, int stride)
    {
        using var bench = new Bench("cpu");
        var (x, target) = (bench.Draw(images * stride), bench.Draw(images * classes).Select(MathF.Abs).ToArray());
        var (losses, gradient) = (bench.Empty(images), bench.Empty(images * stride));

        bench.Kernels.CrossEntropy(losses, gradient, bench.Put(x), bench.Put(target), 0.1f, 0.25f, images, classes, stride);

        var (actual, actualLosses) = (bench.Get(gradient), bench.Get(losses));
        for (var n = 0; n < images; n++)
        {
            var sum = Enumerable.Range(0, classes).Sum(c => Math.Exp(x[(n * stride) + c]));
            var q = Each(classes, c => (0.9 * target[(n * classes) + c]) + (0.1 / classes));
            Assert.Equal(Enumerable.Range(0, classes).Sum(c => -q[c] * (x[(n * stride) + c] - Math.Log(sum))), actualLosses[n], 1e-5);
            Close(Each(classes, c => 0.25 * ((Math.Exp(x[(n * stride) + c]) / sum * q.Sum()) - q[c])), actual.AsSpan(n * stride, classes).ToArray());
        }
    }

    [DeviceTheory("cpu")]
    [InlineData(1, 1, 4)]
    [InlineData(65, 5, 8)]
    [InlineData(200, 66, 68)]
    public void Sums_over_rows(int rows, int features, int stride)
    {
        using var bench = new Bench("cpu");
        var (x, y) = (bench.Draw(rows * stride), bench.Draw(rows * stride));
        var (sum, products, scratch) = (bench.Empty(features), bench.Empty(features), bench.Empty(SumKernels.Chunks * features));

        bench.Kernels.SumRows(sum, bench.Put(x), scratch, rows, features, stride);
        bench.Kernels.SumProducts(products, bench.Put(x), bench.Put(y), scratch, rows, features, stride);

        Close(Each(features, c => Enumerable.Range(0, rows).Sum(r => (double)x[(r * stride) + c])), bench.Get(sum), 1e-4);
        Close(Each(features, c => Enumerable.Range(0, rows).Sum(r => (double)x[(r * stride) + c] * y[(r * stride) + c])), bench.Get(products), 1e-4);
    }

    [DeviceTheory("cpu")]
    [InlineData(3, 5, 8)]
    [InlineData(9, 66, 68)]
    public void LayerNorm_forward_and_backward(int rows, int features, int stride)
    {
        using var bench = new Bench("cpu");
        var (x, g) = (bench.Draw(rows * stride), bench.Draw(rows * stride));
        var (xHat, rstd, dX) = (bench.Empty(rows * stride), bench.Empty(4 * rows), bench.Empty(rows * stride));

        bench.Kernels.Normalize(xHat, rstd, bench.Put(x), rows, features, stride, 1e-5);
        bench.Kernels.NormalizeBackward(dX, bench.Put(g), xHat, rstd, rows, features, stride);

        var (normalized, gradient) = (bench.Get(xHat), bench.Get(dX));
        for (var r = 0; r < rows; r++)
        {
            var at = r * stride;
            var mean = Enumerable.Range(0, features).Average(c => x[at + c]);
            var scale = 1 / Math.Sqrt(Enumerable.Range(0, features).Average(c => Math.Pow(x[at + c] - mean, 2)) + 1e-5);
            var expected = Each(features, c => (x[at + c] - mean) * scale);
            var (mean1, mean2) = (Enumerable.Range(0, features).Average(c => g[at + c]), Enumerable.Range(0, features).Average(c => g[at + c] * expected[c]));
            Close(expected, normalized.AsSpan(at, features).ToArray(), 1e-4);
            Close(Each(features, c => scale * (g[at + c] - mean1 - (expected[c] * mean2))), gradient.AsSpan(at, features).ToArray(), 1e-4);
        }
    }

    /// <summary>In float32, and in TF32 on the simulated tensor core: rounding of factors to 11 bits, so an error of at most 2⁻¹⁰ of the products' sizes.</summary>
    [DeviceTheory("cpu")]
    [InlineData(1, 1, 1, false)]
    [InlineData(65, 3, 17, false)]
    [InlineData(20, 70, 33, false)]
    [InlineData(1, 1, 1, true)]
    [InlineData(65, 3, 17, true)]
    [InlineData(20, 70, 33, true)]
    public void Matrix_products(int m, int n, int k, bool usesTensorCores)
    {
        using var bench = new Bench("cpu", usesTensorCores);
        var (a, b) = (bench.Draw(m * k), bench.Draw(k * n));
        var tolerance = usesTensorCores ? k * Math.Pow(2, -10) : 1e-5;
        var expected = Each(m * n, i => Enumerable.Range(0, k).Sum(p => (double)a[(i / n * k) + p] * b[(p * n) + (i % n)]));
        var (left, right) = (bench.Put(a), bench.Put(b));
        var (leftTransposed, rightTransposed) = (bench.Put(Transposed(a, m, k)), bench.Put(Transposed(b, k, n)));
        var (plain, transposedA, transposedB) = (bench.Empty(m * n), bench.Empty(m * n), bench.Empty(m * n));

        bench.Kernels.MatrixProduct(plain, left, right, m, k, n);
        bench.Kernels.MatrixProductTransposedA(transposedA, leftTransposed, right, m, k, n);
        bench.Kernels.MatrixProductTransposedB(transposedB, left, rightTransposed, m, k, n);

        Close(expected, bench.Get(plain), tolerance);
        Close(expected, bench.Get(transposedA), tolerance);
        Close(expected, bench.Get(transposedB), tolerance);
    }

    private static float[] Transposed(float[] x, int rows, int columns) => [.. Enumerable.Range(0, rows * columns).Select(i => x[(i % rows * columns) + (i / rows)])];

    private static double[] Each(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];

    private static void Close(double[] expected, float[] actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, FormattableString.Invariant($"[{i}] is {actual[i]}, not {expected[i]}"));
        }
    }
}
