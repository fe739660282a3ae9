using Lkca.Conformance.Ilgpu.Support;
using Lkca.Conformance.Support;
using Xunit;

namespace Lkca.Conformance.Ilgpu;

/// <summary>Every golden model against PyTorch on ILGPU's simulator.</summary>
public sealed class GoldenOnSimulatorTests
{
    public static TheoryData<string> Models => GoldenModels.Every;

    [DeviceTheory("cpu")]
    [MemberData(nameof(Models))]
    public void Gradients_and_ten_steps(string model) => GoldenCheck.Run(model, "cpu");
}
