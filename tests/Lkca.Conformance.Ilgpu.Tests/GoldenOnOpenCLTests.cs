using Lkca.Conformance.Ilgpu.Support;
using Lkca.Conformance.Support;
using Xunit;

namespace Lkca.Conformance.Ilgpu;

/// <summary>Every golden model against PyTorch on OpenCL devices.</summary>
public sealed class GoldenOnOpenCLTests
{
    public static TheoryData<string> Models => GoldenModels.Every;

    [DeviceTheory("opencl")]
    [MemberData(nameof(Models))]
    public void Gradients_and_ten_steps(string model) => GoldenCheck.Run(model, "opencl");
}
