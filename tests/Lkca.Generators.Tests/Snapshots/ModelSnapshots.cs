using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Graph;
using Lkca.Generators.Tests.Harness;
using Xunit;

namespace Lkca.Generators.Tests.Snapshots;

/// <summary>Generated code as it is read. One whole model through the generator; of other declarations only the files that they change.</summary>
public sealed class ModelSnapshots
{
    [Fact]
    public void Hybrid() => Snapshot.Verify(new GeneratorRun().On(TestCompilation.Of(
        """
        namespace Small.Models;

        [VisionModel(Height = 16, Width = 24, Classes = 5)]
        [PatchEmbed(Patch = 4, Width = 12)]
        [Stage<LkcaMixer, MhsaMixer>(Depth = 3, Heads = 3, MlpRatio = 2)]
        [Head(Pool = Pool.Mean)]
        public abstract record Hybrid;
        """)).Files);

    [Fact]
    public void ClassToken() => Snapshot.Verify(Files(Specs.SmallWithClassToken(Specs.Mhsa), "M.Cpu.g.cs"));

    [Fact]
    public void SpectralView() => Snapshot.Verify(
        Files(Specs.Small(Specs.Lkca with { View = ViewKind.Fft, Groups = 2, ValueBias = true }), "M.Cpu.LkcaBlock.g.cs"));

    [Fact]
    public void ConvolutionView() => Snapshot.Verify(
        Files(Specs.Small(Specs.Lkca with { View = ViewKind.Convolution, Projection = false })
            with { Precision = PrecisionKind.Float64 }, "M.Cpu.LkcaBlock.g.cs"));

    [Fact]
    public void HybridOnTorchSharp() => Snapshot.Verify(
        ModelCompiler.Compile(Reading.Spec(
            """
            [VisionModel(Height = 16, Width = 24, Classes = 5)]
            [PatchEmbed(Patch = 4, Width = 12)]
            [Stage<LkcaMixer, MhsaMixer>(Depth = 3, Heads = 3, MlpRatio = 2)]
            [Head(Pool = Pool.Mean)]
            public abstract record M;
            """) with { Backend = BackendKind.TorchSharp }).Files.ToDictionary(file => file.HintName, file => file.Text));

    /// <summary>Both kinds of block and every kernel that is specialised to a model's constants.</summary>
    [Fact]
    public void HybridOnIlgpu() => Snapshot.Verify(
        ModelCompiler.Compile(Reading.Spec(
            """
            [VisionModel(Height = 16, Width = 24, Classes = 5)]
            [PatchEmbed(Patch = 4, Width = 14)]
            [Stage<LkcaMixer, MhsaMixer>(Depth = 3, Heads = 2, MlpRatio = 2)]
            [Head(Pool = Pool.Mean)]
            public abstract record M;
            """) with { Backend = BackendKind.Ilgpu }).Files.ToDictionary(file => file.HintName, file => file.Text));

    /// <summary>Groups of channels that are no multiple of four, and a grid wider than a segment.</summary>
    [Fact]
    public void LargeKernelOnIlgpu() => Snapshot.Verify(
        ModelCompiler.Compile(Reading.Spec(
            """
            [LkcaOptions(Groups = 2, KernelHeight = 5, KernelWidth = 7)]
            public abstract record Local : LkcaMixer;

            [VisionModel(Height = 16, Width = 48, Classes = 5)]
            [PatchEmbed(Patch = 4, Width = 10)]
            [Stage<Local>(Depth = 2)]
            [Head(Pool = Pool.Mean)]
            public abstract record M;
            """) with { Backend = BackendKind.Ilgpu }).Files.Where(file => file.HintName.Contains("LargeKernel")).ToDictionary(file => file.HintName, file => file.Text));

    private static Dictionary<string, string> Files(ModelSpec spec, string hint) =>
        ModelCompiler.Compile(spec).Files.Where(file => file.HintName == hint).ToDictionary(file => file.HintName, file => file.Text);
}
