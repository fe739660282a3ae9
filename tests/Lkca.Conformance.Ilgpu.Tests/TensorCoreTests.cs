using System;
using System.Collections.Generic;
using System.Linq;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Lkca.Conformance.Ilgpu.Support;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Lkca.Runtime.Ilgpu;
using Xunit;

namespace Lkca.Conformance.Ilgpu;

/// <summary>The kernels on tensor cores. Assembly does not run on the simulator: there the same kernels run over a tensor core made of exchanges between lanes, in the layout of mma.m16n8k8.</summary>
public sealed class TensorCoreTests
{
    [DeviceTheory("cpu")]
    [InlineData(1f)]
    [InlineData(-0.333333343f)]
    [InlineData(1.00048828f)] // 1 + 2⁻¹¹: a tie, away from zero
    [InlineData(1.00048816f)]
    [InlineData(3.14159274f)]
    [InlineData(1e-20f)]
    [InlineData(0f)]
    public void Factors_are_rounded_to_ten_bits_of_mantissa(float x)
    {
        // Eleven significant bits: the multiple of 2^(exponent − 10) that is nearest.
        var unit = x == 0 ? 1 : Math.Pow(2, Math.Floor(Math.Log2(Math.Abs((double)x))) - 10);
        var expected = Math.Round(x / unit, MidpointRounding.AwayFromZero) * unit;

        Assert.Equal(expected, BitConverter.UInt32BitsToSingle((uint)TensorTiles.Round(x) & 0xFFFFE000));
    }

    /// <summary>The layout of PTX ISA, mma.m16n8k8 with .tf32: lane 4g + t.</summary>
    [DeviceFact("cpu")]
    public void Lanes_together_multiply_a_matrix_by_a_matrix()
    {
        var draw = new Random(7);
        var a = Enumerable.Range(0, 16 * 8).Select(_ => (float)draw.Next(-8, 9)).ToArray();
        var b = Enumerable.Range(0, 8 * 8).Select(_ => (float)draw.Next(-8, 9)).ToArray();
        using var bench = new Bench("cpu");
        var product = bench.Empty(16 * 8);

        bench.Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>>(Multiply<SimulatedTensorCore>)(
            new KernelConfig(new Index3D(1, 1, 1), new Index3D(32, 1, 1)), product, bench.Put(a), bench.Put(b));

        var expected = new float[16 * 8];
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] = Enumerable.Range(0, 8).Sum(k => a[(i / 8 * 8) + k] * b[(k * 8) + (i % 8)]);
        }

        Assert.Equal(expected, bench.Get(product));
    }

    private static void Multiply<T>(ArrayView<float> c, ArrayView<float> a, ArrayView<float> b)
        where T : struct, ITensorCore
    {
        var sums = SharedMemory.Allocate<Output<float>>(4 * 32);
        var g = Group.IdxX / 4;
        var t = Group.IdxX % 4;
        T.Open();
        T.Clear(0, sums);
        T.MultiplyAdd(
            0,
            sums,
            new(TensorTiles.Round(a[(g * 8) + t]), TensorTiles.Round(a[((g + 8) * 8) + t]), TensorTiles.Round(a[(g * 8) + t + 4]), TensorTiles.Round(a[((g + 8) * 8) + t + 4])),
            new(TensorTiles.Round(b[(t * 8) + g]), TensorTiles.Round(b[((t + 4) * 8) + g])));
        T.Store(0, sums);
        c[(g * 8) + (2 * t)] = TensorTiles.Sum(sums, 0, 0, Group.IdxX);
        c[(g * 8) + (2 * t) + 1] = TensorTiles.Sum(sums, 0, 1, Group.IdxX);
        c[((g + 8) * 8) + (2 * t)] = TensorTiles.Sum(sums, 0, 2, Group.IdxX);
        c[((g + 8) * 8) + (2 * t) + 1] = TensorTiles.Sum(sums, 0, 3, Group.IdxX);
    }

    [DeviceTheory("cpu")]
    [InlineData("LkcaTallGrid")]
    [InlineData("OtherWideLocal")]
    public void Gradients_in_tf32_are_those_of_float32_within_its_rounding(string model)
    {
        const int Batch = 1;
        using var exact = Open(model, Batch, ComputePrecision.Declared);
        using var rounded = Open(model, Batch, ComputePrecision.TensorFloat32);
        var draw = new Random(5);
        var weights = exact.Model.Weights.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => new Tensor("F32", [.. parameter.Shape], [.. Enumerable.Range(0, checked((int)parameter.Count)).Select(_ => (double)(float)(draw.NextDouble() - 0.5))]));
        exact.SetWeights(weights);
        rounded.SetWeights(weights);
        var info = exact.Model.Info;
        var images = Enumerable.Range(0, Batch * info.Channels * info.Height * info.Width).Select(_ => draw.NextDouble()).ToArray();
        var targets = Enumerable.Range(0, Batch * info.Classes).Select(i => i % info.Classes == 1 ? 1.0 : 0.0).ToArray();

        var failures = new List<string>();
        var (loss, gradient) = exact.Differentiate(images, targets, new StepOptions());
        var (otherLoss, otherGradient) = rounded.Differentiate(images, targets, new StepOptions());
        Check("loss", [otherLoss], [loss]);
        Check("the images' gradient", otherGradient, gradient);
        foreach (var name in weights.Keys)
        {
            Check(name, rounded.Gradient(name), exact.Gradient(name));
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        Assert.NotEqual(gradient, otherGradient);

        void Check(string what, double[] actual, double[] expected)
        {
            var error = Compare.RelativeError(actual, expected);
            if (!(error <= 5e-3))
            {
                failures.Add(FormattableString.Invariant($"{model}: {what}: relative error {error:E2}"));
            }
        }
    }

    [DeviceFact("cpu")]
    public void Bfloat16_is_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => Open("OtherWide", 1, ComputePrecision.BFloat16));
        Assert.Contains("TensorFloat32, not in BFloat16", e.Message, StringComparison.Ordinal);
    }

    private static Session Open(string model, int batch, ComputePrecision compute) =>
        new(GoldenModels.Named(model).Create(new SessionOptions { MaxBatch = batch, Seed = 1, Compute = compute }));
}
