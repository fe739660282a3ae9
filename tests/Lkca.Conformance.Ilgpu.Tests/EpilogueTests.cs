using System;
using System.Linq;
using ILGPU;
using Lkca.Conformance.Ilgpu.Support;
using Lkca.Runtime.Ilgpu;
using Xunit;

namespace Lkca.Conformance.Ilgpu;

/// <summary>Products with an epilogue, and steps that were joined to one kernel, against plain loops in double. Sizes that fill no tile and no four; on the simulated tensor core within the
/// rounding of its factors.</summary>
public sealed class EpilogueTests
{
    public static TheoryData<string, int, int, int, int, bool> Cases => new()
    {
        // device, images, tokens, inputs, outputs, on tensor cores
        { "cpu", 3, 2, 5, 6, false },
        { "cpu", 3, 2, 5, 6, true },
        { "cpu", 22, 3, 18, 66, false },
        { "cpu", 22, 3, 5, 10, true },
        { "opencl", 3, 2, 5, 6, false },
        { "opencl", 22, 3, 18, 66, false },
    };

    [DeviceTheory("cpu")]
    [MemberData(nameof(Cases))]
    public void A_linear_with_bias_gelu_or_residual(string device, int images, int tokens, int inputs, int outputs, bool usesTensorCores) => On(device, usesTensorCores, bench =>
    {
        var (x, w, bias, z, scales) = (bench.Rows(images * tokens, inputs), bench.Draw(outputs * inputs), bench.Draw(Four(outputs)), bench.Rows(images * tokens, outputs), bench.Draw(images));
        double H(int r, int o) => bias[o] + Sum(inputs, c => x[(r * Four(inputs)) + c] * w[(o * inputs) + c]);
        var (input, weight, shift) = (bench.Put(x), bench.Put(w), bench.Put(bias));
        var (rows, size) = (images * tokens, images * tokens * Four(outputs));
        var (plain, y, g, slope, stream) = (bench.Empty(size), bench.Empty(size), bench.Empty(size), bench.Empty(size), bench.Put(z));

        bench.Kernels.Linear(plain, input, weight, rows, inputs, Four(inputs), outputs, Four(outputs));
        bench.Kernels.Linear(y, input, weight, shift, rows, inputs, Four(inputs), outputs, Four(outputs));
        bench.Kernels.LinearGelu(g, slope, input, weight, shift, rows, inputs, Four(inputs), outputs, Four(outputs));
        bench.Kernels.LinearResidual(stream, bench.Empty(size), input, weight, shift, bench.Put(scales), images, tokens, inputs, Four(inputs), outputs, Four(outputs));

        Close(bench.Get(plain), rows, outputs, (r, o) => H(r, o) - bias[o], inputs, usesTensorCores);
        Close(bench.Get(y), rows, outputs, H, inputs, usesTensorCores);
        Close(bench.Get(g), rows, outputs, (r, o) => H(r, o) * Phi(H(r, o)), inputs, usesTensorCores);
        Close(bench.Get(slope), rows, outputs, (r, o) => Phi(H(r, o)) + (H(r, o) * Math.Exp(-H(r, o) * H(r, o) / 2) / Math.Sqrt(2 * Math.PI)), inputs, usesTensorCores);
        Close(bench.Get(stream), rows, outputs, (r, o) => z[(r * Four(outputs)) + o] + (scales[r / tokens] * H(r, o)), inputs, usesTensorCores);
    });

    [DeviceTheory("cpu")]
    [MemberData(nameof(Cases))]
    public void The_gradients_of_a_linear(string device, int images, int tokens, int inputs, int outputs, bool usesTensorCores) => On(device, usesTensorCores, bench =>
    {
        var rows = images * tokens;
        var (x, dY, w, f) = (bench.Rows(rows, inputs), bench.Rows(rows, outputs), bench.Draw(outputs * inputs), bench.Rows(rows, inputs));
        double DX(int r, int c) => Sum(outputs, o => dY[(r * Four(outputs)) + o] * w[(o * inputs) + c]);
        var (input, output, weight) = (bench.Put(x), bench.Put(dY), bench.Put(w));
        var (dX, times, dW, dB) = (bench.Empty(x.Length), bench.Empty(x.Length), bench.Empty(outputs * inputs), bench.Empty(outputs));

        bench.Kernels.LinearBackwardInput(dX, output, weight, rows, inputs, Four(inputs), outputs, Four(outputs));
        bench.Kernels.LinearBackwardInputTimes(times, output, weight, bench.Put(f), rows, inputs, Four(inputs), outputs, Four(outputs));
        bench.Kernels.LinearBackwardWeightBias(dW, dB, output, input, bench.Empty(MatrixProducts.Splits * ((outputs * inputs) + outputs)), rows, inputs, Four(inputs), outputs, Four(outputs));

        Close(bench.Get(dX), rows, inputs, DX, outputs, usesTensorCores);
        Close(bench.Get(times), rows, inputs, (r, c) => DX(r, c) * f[(r * Four(inputs)) + c], outputs, usesTensorCores);
        Close(bench.Get(dW), outputs, inputs, (o, c) => Sum(rows, r => dY[(r * Four(outputs)) + o] * x[(r * Four(inputs)) + c]), rows, usesTensorCores, inputs);

        // Sums are float32 on tensor cores, too.
        Close(bench.Get(dB), 1, outputs, (_, o) => Sum(rows, r => dY[(r * Four(outputs)) + o]), rows, usesTensorCores: false, outputs);
    });

    [DeviceTheory("cpu")]
    [InlineData("cpu", 3, 2, 6)]
    [InlineData("cpu", 5, 3, 66)]
    [InlineData("opencl", 5, 3, 66)]
    public void LayerNorms_gradient_with_the_next_branchs(string device, int images, int tokens, int features) => On(device, false, bench =>
    {
        var rows = images * tokens;
        var (g, n, rstd, z, scales) = (bench.Rows(rows, features), bench.Rows(rows, features), bench.Draw(4 * rows), bench.Rows(rows, features), bench.Draw(images));
        var (stream, branch) = (bench.Put(z), bench.Empty(z.Length));

        bench.Kernels.NormalizeBackwardResidual(stream, branch, bench.Put(g), bench.Put(n), bench.Put(rstd), bench.Put(scales), images, tokens, features, Four(features));

        double DZ(int r, int c)
        {
            var at = r * Four(features);
            var (mean, slope) = (Sum(features, i => g[at + i]) / features, Sum(features, i => g[at + i] * n[at + i]) / features);
            return z[at + c] + (rstd[4 * r] * (g[at + c] - mean - (n[at + c] * slope)));
        }

        Close(bench.Get(stream), rows, features, DZ, features, false);
        Close(bench.Get(branch), rows, features, (r, c) => scales[r / tokens] * DZ(r, c), features, false);
    });

    /// <summary>Three blocks whose tensors lie in larger parts: each gets its own result, and nothing lies between.</summary>
    [DeviceTheory("cpu")]
    [InlineData("cpu")]
    [InlineData("opencl")]
    public void A_stack_of_blocks_is_each_block_on_its_own(string device) => On(device, false, bench =>
    {
        const int Blocks = 3, M = 5, K = 7, N = 6, Part = 64;
        var (a, b) = (bench.Draw(Blocks * Part), bench.Draw(Blocks * Part));
        var (left, right, scratch) = (bench.Put(a), bench.Put(b), bench.Empty(Blocks * 64 * N));
        StackedTensor Stack(ArrayView<float> view) => new(view, Part, Blocks);
        void Check(ArrayView<float> actual, int count, Func<int, int, double> expected)
        {
            var values = bench.Get(actual);
            for (var i = 0; i < values.Length; i++)
            {
                var (block, at) = (i / Part * Part, i % Part);
                Assert.True(at < count ? Math.Abs(expected(block, at) - values[i]) < 1e-5 : float.IsNaN(values[i]), FormattableString.Invariant($"[{i}] is {values[i]}"));
            }
        }

        ArrayView<float> Made(Action<StackedTensor> call)
        {
            var result = bench.Empty(Blocks * Part);
            call(Stack(result));
            return result;
        }

        var (x, y, k) = (Stack(left), Stack(right), bench.Kernels);
        Check(Made(c => k.MatrixProduct(c, x, y, M, K, N)), M * N, (p, i) => Sum(K, l => a[p + (i / N * K) + l] * b[p + (l * N) + (i % N)]));
        Check(Made(c => k.MatrixProductTransposedA(c, x, y, M, K, N)), M * N, (p, i) => Sum(K, l => a[p + (l * M) + (i / N)] * b[p + (l * N) + (i % N)]));
        Check(Made(c => k.MatrixProductTransposedB(c, x, y, M, K, N)), M * N, (p, i) => Sum(K, l => a[p + (i / N * K) + l] * b[p + (i % N * K) + l]));
        Check(Made(c => k.ScaleColumns(c, x, y, M, N)), M * N, (p, i) => a[p + i] * b[p + (i % N)]);
        Check(Made(c => k.ColumnDots(c, x, y, scratch, M, N)), N, (p, i) => Sum(M, r => a[p + (r * N) + i] * b[p + (r * N) + i]));
        Check(Made(c => k.MatrixVector(c, x, y, x, M, N)), M, (p, i) => a[p + i] + Sum(N, l => a[p + (i * N) + l] * b[p + l]));
        Check(Made(c => k.MatrixTransposedVector(c, x, y, scratch, M, N)), N, (p, i) => Sum(M, r => a[p + (r * N) + i] * b[p + r]));
        Check(Made(c => k.OuterProduct(c, x, y, M, N)), M * N, (p, i) => a[p + (i / N)] * b[p + (i % N)]);
        Check(Made(c => k.AddMatrices(c, x, y, M * N)), M * N, (p, i) => a[p + i] + b[p + i]);
        Check(Made(c => k.Transpose(c, x, M, N)), M * N, (p, i) => a[p + (i % M * N) + (i / M)]);
    });

    private static void On(string device, bool usesTensorCores, Action<Bench> test)
    {
        if (Devices.WhyNot(device) is null)
        {
            using var bench = new Bench(device, usesTensorCores);
            test(bench);
        }
    }

    private static int Four(int features) => (features + 3) / 4 * 4;

    private static double Sum(int count, Func<int, double> term) => Enumerable.Range(0, count).Sum(term);

    /// <summary>Φ by the midpoint rule with 2000 points.</summary>
    private static double Phi(double h) => 0.5 + (Sum(2000, i => Math.Exp(-Math.Pow(h * (i + 0.5) / 2000, 2) / 2)) * h / 2000 / Math.Sqrt(2 * Math.PI));

    private static void Close(float[] actual, int rows, int columns, Func<int, int, double> expected, int terms, bool usesTensorCores, int? stride = null)
    {
        var tolerance = usesTensorCores ? 2 * terms * Math.Pow(2, -10) : 2e-5;
        for (var i = 0; i < rows * columns; i++)
        {
            var (r, c) = (i / columns, i % columns);
            var value = actual[(r * (stride ?? Four(columns))) + c];
            Assert.True(Math.Abs(expected(r, c) - value) <= tolerance, FormattableString.Invariant($"[{r}, {c}] is {value}, not {expected(r, c)}"));
        }
    }
}

file static class Drawing
{
    /// <summary>Rows of activations, padded to fours: the padding holds numbers that must have no effect.</summary>
    public static float[] Rows(this Bench bench, int rows, int features) => bench.Draw(rows * ((features + 3) / 4 * 4));
}
