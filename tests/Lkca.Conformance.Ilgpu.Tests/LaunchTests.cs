using System;
using System.Linq;
using Lkca.Conformance.Ilgpu.Support;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Lkca.Runtime.Ilgpu;
using Xunit;

namespace Lkca.Conformance.Ilgpu;

/// <summary>A step launches the kernels that the compiler counted: what the model card says, and what docs/measurements.md compares, is what runs.</summary>
public sealed class LaunchTests
{
    [DeviceTheory("cpu")]
    [InlineData("OtherTiny", ComputePrecision.Declared)]
    [InlineData("OtherTiny", ComputePrecision.TensorFloat32)]
    [InlineData("LkcaNoProjection", ComputePrecision.Declared)]
    [InlineData("LkcaDepthwise", ComputePrecision.Declared)]
    [InlineData("LkcaTallGridAsConvolution", ComputePrecision.Declared)]
    [InlineData("HybridTwoToOne", ComputePrecision.Declared)]
    public void A_step_launches_what_was_counted(string name, ComputePrecision compute)
    {
        using var model = (IlgpuModel)GoldenModels.Named(name).Create(new SessionOptions { MaxBatch = 2, Seed = 1, Compute = compute });
        var info = model.Info;
        var draw = new Random(3);
        var images = Enumerable.Range(0, 2 * info.Channels * info.Height * info.Width).Select(_ => (float)draw.NextDouble()).ToArray();
        var targets = Enumerable.Range(0, 2 * info.Classes).Select(i => i % info.Classes == 0 ? 1f : 0f).ToArray();
        model.Step(images, targets, new StepOptions());
        var before = model.Launched;

        model.Step(images, targets, new StepOptions());

        Assert.Equal(model.Planned.Launches + 1, model.Launched - before);
    }
}
