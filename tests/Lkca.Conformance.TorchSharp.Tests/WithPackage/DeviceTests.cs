using System;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using TorchSharp;
using Xunit;

namespace Lkca.Conformance.WithPackage;

/// <summary>Devices and precisions, and what is said where they are not there.</summary>
public sealed class DeviceTests
{
    private static readonly CompiledModel Model = GoldenModels.Named("LkcaToeplitz");

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("opencl")]
    public void A_name_that_is_no_device_says_which_are(string device)
    {
        var error = Assert.Throws<ArgumentException>(() => Model.Create(new SessionOptions { Device = device }));
        Assert.Equal($"LkcaToeplitz is compiled for the TorchSharp backend; its devices are 'cpu', 'cuda' and 'cuda:N', not '{device}'.", error.Message);
    }

    [Fact]
    public void A_missing_GPU_says_what_to_install()
    {
        var isThere = torch.cuda.is_available();
        var error = Record.Exception(() => Model.Create(new SessionOptions { Device = "cuda:99" }).Dispose());
        Assert.IsType<DeviceException>(error);
        Assert.Contains(isThere ? "there is no device cuda:99" : "NVIDIA driver", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void TF32_needs_a_GPU() =>
        Assert.Contains("needs a CUDA device", Assert.Throws<ArgumentException>(() => Model.Create(new SessionOptions { Compute = ComputePrecision.TensorFloat32 })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("HybridTwoToOne")]
    [InlineData("LkcaFftOddWidth")]
    [InlineData("LkcaGroupsRectangular")]
    [InlineData("MhsaClassToken")]
    public void BFloat16_stays_near_float32_and_learns(string model)
    {
        var golden = GoldenFile.Steps(GoldenModels.ConfigurationOf(model), "F32");
        double[] Losses(ComputePrecision compute)
        {
            using var session = new Session(GoldenModels.Named(model).Create(new SessionOptions { MaxBatch = golden.Batch, Compute = compute }));
            session.SetWeights(golden.WithPrefix("start."));
            return [.. Enumerable.Range(0, 10).Select(_ => session.Step(golden.Images, golden.Targets, new StepOptions { LabelSmoothing = 0.1 }))];
        }

        var (exact, rounded) = (Losses(ComputePrecision.Declared), Losses(ComputePrecision.BFloat16));
        Assert.NotEqual(exact, rounded);
        Assert.All(exact.Zip(rounded), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) / pair.First, 0, 0.02));
        Assert.True(rounded[^1] < rounded[0]);
    }

    [Fact]
    public void Too_large_a_batch_is_one_message()
    {
        var error = Runtime.Torch.TorchDevice.Failure("M", "cuda:0", 512, new InvalidOperationException("CUDA out of memory. Tried to allocate 2 GiB\nmore"));
        Assert.Equal("M: device cuda:0 is out of memory with 512 images; a smaller batch, or Training = false for inference, needs less. (CUDA out of memory. Tried to allocate 2 GiB)", error.Message);
    }
}
