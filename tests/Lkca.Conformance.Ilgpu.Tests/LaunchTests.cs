using System;
using System.Linq;
using Lkca.Conformance.Ilgpu.Support;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Lkca.Runtime.Ilgpu;
using Xunit;

namespace Lkca.Conformance.Ilgpu;

/// <summary>A step launches the kernels that the compiler counted: what the model card says, and docs/measurements.md compares, is what runs.</summary>
public sealed class LaunchTests
{
    [DeviceTheory("cpu")]
    [InlineData("OtherTiny")]
    [InlineData("OtherWideLocal")]
    public void A_step_on_the_simulator(string model) => Launches(model, "cpu");

    [DeviceTheory("opencl")]
    [InlineData("LkcaNoProjection")]
    [InlineData("LkcaDepthwise")]
    [InlineData("LkcaTallGridAsConvolution")]
    [InlineData("HybridTwoToOne")]
    [InlineData("MhsaClassToken")]
    public void A_step_on_opencl(string model) => Launches(model, "opencl");

    private static void Launches(string name, string device)
    {
        using var model = (IlgpuModel)GoldenModels.Named(name).Create(new SessionOptions { MaxBatch = 1, Seed = 1, Device = device });
        var info = model.Info;
        var images = new float[info.Channels * info.Height * info.Width];
        var targets = new float[info.Classes];
        images.AsSpan().Fill(0.5f);
        targets[0] = 1;
        model.Upload();

        // The prologue runs with the first step, the update once a step.
        model.Step(images, targets, new StepOptions());

        Assert.Equal(model.Planned.Launches + 1, model.Launched);
    }
}
