using Lkca.Generators.Diagnostics;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Harness;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

/// <summary>LKCA06xx: backends and precision. And LKCA09xx: the compiler itself.</summary>
public sealed class BackendRuleTests
{
    [Fact]
    public void LKCA0601_a_view_that_the_backend_does_not_have()
    {
        var compilation = TestCompilation.Of(
            Reading.Base + "[LkcaOptions(View = LargeKernelView.Fft)] public abstract record Spectral : LkcaMixer; [VisionModel, Stage<Spectral>(Depth = 1)] public abstract record M : Base;");
        var declaration = SpecReader.Read(compilation.Record("M"), compilation).Declaration;
        var findings = BackendResolution.Apply(declaration, BuildOptions.Of("Ilgpu", "true")).Findings;
        Assert.Equal(
            "the backend Ilgpu has no emitter for the view Fft of Spectral; use View = Auto, Toeplitz or Convolution",
            Rules.Message(Assert.Single(findings, finding => finding.Id == "LKCA0601")));
    }

    [Fact]
    public void LKCA0605_a_backend_of_the_build_is_reported_at_the_topmost_model() =>
        MarkedSource.Verify(
            [], new Properties(("LkcaBackend", "TorchSharp"), ("LkcaModels", "true")), Reading.Base.Replace("record Base", "record {|LKCA0605:Base|}") + "[VisionModel] public abstract record M : Base;");

    [Fact]
    public void LKCA0602_the_build_property_names_no_backend() =>
        Assert.Equal(
            ["the build property LkcaBackend is 'Gpu'; it is one of Cpu, TorchSharp, Ilgpu"],
            MarkedSource.Verify([], new Properties(("LkcaBackend", "Gpu"), ("LkcaModels", "true")), Reading.Base.Replace("record Base", "record {|LKCA0602:Base|}")));

    [Fact]
    public void LKCA0603_double_precision_is_for_the_Cpu() =>
        Assert.Contains(
            "Precision.Float64 exists for gradient checks on Backend.Cpu only; the backend is Ilgpu",
            MarkedSource.Verify(Reading.Base + "[VisionModel, Precision({|LKCA0603:Precision.Float64|}), Backend({|LKCA0605:Backend.Ilgpu|})] public abstract record M : Base;"));

    [Fact]
    public void LKCA0604_the_runtime_is_not_referenced()
    {
        const string marked = Reading.Base;
        Assert.Equal(
            ["'Base' needs the package Lkca.Runtime, which is not referenced; dotnet add package Lkca.Runtime"],
            MarkedSource.Verify(TestCompilation.WithoutRuntime(marked), new Properties(), marked.Replace("record Base", "record {|LKCA0604:Base|}")));
    }

    // LKCA0605 where this version has an emitter; where it has none, LKCA0601 says so instead.
    [Theory]
    [InlineData("TorchSharp", "Lkca.Runtime.TorchSharp")]
    [InlineData("Ilgpu", "Lkca.Runtime.Ilgpu")]
    public void LKCA0605_the_runtime_of_a_backend_is_not_referenced(string backend, string package)
    {
        var hasEmitter = BackendSupport.Of(System.Enum.Parse<BackendKind>(backend)).HasEmitter;
        var (id, message) = hasEmitter
            ? ("LKCA0605", $"the backend {backend} needs the package {package}, which is not referenced; dotnet add package {package}")
            : ("LKCA0601", $"the backend {backend} has no emitter for any model in this version; use {BackendSupport.Emitters}");
        Assert.Equal([message], MarkedSource.Verify(Reading.Base + $"[VisionModel, Backend({{|{id}:Backend.{backend}|}})] public abstract record M : Base;"));

        var fromBuild = new Properties(("LkcaBackend", backend), ("LkcaModels", "true"));
        Assert.Equal([message], MarkedSource.Verify([], fromBuild, Reading.Base.Replace("record Base", $"record {{|{id}:Base|}}")));
    }

    [Fact]
    public void A_backend_whose_runtime_is_referenced_is_not_missed()
    {
        var stub = TestCompilation.Library("Lkca.Runtime.TorchSharp", "public class C;");
        Assert.Equal(["Lkca.Runtime.Ilgpu"], BackendSupport.MissingRuntimes(TestCompilation.With([stub], Reading.Base)));
    }

    [Fact]
    public void LKCA0901_a_failure_of_the_compiler_names_the_model_and_the_reason() =>
        Assert.Equal(
            "the compiler failed on 'M': InvalidOperationException: why",
            Rules.Message(new Finding("LKCA0901", ArgumentTarget.Record, new EquatableArray<string>(["M", "InvalidOperationException: why"]))));
}
