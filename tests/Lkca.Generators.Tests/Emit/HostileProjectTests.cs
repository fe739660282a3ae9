using System.Linq;
using Lkca.Generators.Tests.Harness;
using Xunit;

namespace Lkca.Generators.Tests.Emit;

/// <summary>What is generated compiles whatever stands around it: names that hide ours, strictness, implicit usings.
/// Compilations are dear, so each test holds many models.</summary>
public sealed class HostileProjectTests
{
    private const string Hybrid = "[VisionModel, Stage<LkcaMixer, MhsaMixer>(Heads = 4)] public abstract record M : global::Base;";

    private static readonly string[] RecordNames = ["@class", "async", "Embedding", "Head", "Plan", "Cpu", "CpuModel", "İstanbul", "模型", "a\u0301b", "_"];

    private static readonly string[] MixerNames = ["@class", "Mixer", "Embedding", "模型", "Ünï‿cödéMixer", "LkcaMixer"];

    [Fact]
    public void A_project_full_of_usings() => StrictProject.AssertCompiles(
        StrictProject.ImplicitUsings
            + "global using static System.Math; global using System.Numerics; global using System.Runtime.Intrinsics; global using Lkca.Runtime;",
        Reading.Base,
        Hybrid);

    [Fact]
    public void Namespaces_and_types_near_the_model() => StrictProject.AssertCompiles(
        "",
        Reading.Base,
        "namespace Research.Lkca { " + Hybrid + " }",
        "namespace Lkca.Runtime.Kernels.Cpu { " + Hybrid + " }",
        "namespace R1.Lkca.Runtime { public class Memory; } namespace R1 { " + Hybrid + " }",
        "namespace R2 { public class Lkca; public class System; " + Hybrid + " }",
        "namespace R3.System { public class Object; } namespace R3 { " + Hybrid + " }",
        "namespace R4 { public class Cpu; public class Memory; public class Execution; public class Lk; public class Group; public class Place; "
            + Hybrid + " }",
        "namespace R5.Cpu { } namespace R5.Memory { } namespace R5.Execution { } namespace R5.Lk { } namespace R5 { " + Hybrid + " }",
        "namespace R6 { public class Embedding; public class Head; public class LkcaBlock; public class Plan; public class Description; public class Create; "
            + Hybrid + " }");

    [Fact]
    public void Global_names() => StrictProject.AssertCompiles(
        "",
        Reading.Base,
        "public class Cpu; public class Execution; namespace Memory { public class C; } namespace Lk { public class C; }",
        "namespace A { " + Hybrid + " }");

    [Fact]
    public void Global_aliases_of_the_same_names() => StrictProject.AssertCompiles(
        "global using Cpu = System.Int32; global using Memory = System.Int32; global using Execution = System.Int32; global using Lk = System.Int32;",
        "namespace A { " + Reading.Base + " } namespace A.Cpu { [VisionModel] public abstract record M : A.Base; }");

    [Fact]
    public void Every_alias_is_in_the_list_of_names_that_are_watched()
    {
        var run = new GeneratorRun().On(TestCompilation.Of("namespace A { " + Reading.Base + " }"));
        var aliases = run.Files.Values.SelectMany(text => System.Text.RegularExpressions.Regex.Matches(text, @"^using (\w+) =", System.Text.RegularExpressions.RegexOptions.Multiline))
            .Select(match => match.Groups[1].Value).Distinct().Order(System.StringComparer.Ordinal);
        Assert.Empty(aliases.Except(Lkca.Generators.Text.Aliases.Names));
    }

    [Fact]
    public void Names_of_records_and_namespaces() => StrictProject.AssertCompiles(
        "",
        [
            Reading.Base,
            .. RecordNames.Select(name => "namespace N." + name + "1 { [VisionModel] public abstract record " + name + " : global::Base; }"),
            "namespace @namespace.@event.Lkca { " + Hybrid + " }",
        ]);

    [Fact]
    public void Names_of_mixers()
    {
        var records = MixerNames.Select((name, i) =>
            $"[LkcaOptions(Groups = 2, Kernel = {(2 * i) + 1})] public abstract record {name} : global::Lkca.Dsl.LkcaMixer;");
        var model = $"[VisionModel, Stage<{string.Join(", ", MixerNames)}>(Depth = 6)] public abstract record M : Base;";
        StrictProject.AssertCompiles("", Reading.Base, "namespace N { " + string.Join("\n", records) + model + " }");
    }

    [Fact]
    public void Mixers_that_differ_by_case_only_get_files_of_their_own()
    {
        var run = StrictProject.AssertCompiles(
            "",
            Reading.Base,
            "[LkcaOptions(Groups = 2)] public abstract record Ab : LkcaMixer; "
                + "[LkcaOptions(Groups = 3)] public abstract record aB : LkcaMixer; [VisionModel, Stage<Ab, aB>] public abstract record M : Base;");
        Assert.Contains("M.Cpu.AbBlock.g.cs", run.Files.Keys);
        Assert.Contains("M.Cpu.aBBlock2.g.cs", run.Files.Keys);
    }

    [Fact]
    public void Several_kinds_views_and_precisions()
    {
        var run = StrictProject.AssertCompiles(
            "",
            Reading.Base,
            """
            [LkcaOptions(View = LargeKernelView.Fft, Groups = 2, ValueBias = true)] public abstract record F : LkcaMixer;
            [LkcaOptions(View = LargeKernelView.Convolution, Kernel = 5, Projection = false)] public abstract record C : LkcaMixer;
            [LkcaOptions(View = LargeKernelView.Toeplitz, Groups = 24)] public abstract record T : LkcaMixer;
            [MhsaOptions(QkvBias = true, ProjectionBias = false)] public abstract record A : MhsaMixer;
            [VisionModel, Stage<F, C, T, A, LkcaMixer>(Depth = 5, Heads = 4), Precision(Precision.Float64)] public abstract record M : Base;
            [VisionModel, Stage<MhsaMixer>(Heads = 2), Head(Pool = Pool.ClassToken)] public abstract record V : Base;
            [VisionModel, Stage<LkcaMixer>, Stage<LkcaMixer>(Depth = 1, MlpRatio = 3)] internal abstract record Two : Base;
            """);
        Assert.Contains("internal sealed partial class TwoModel", run.Files["Two.g.cs"]);
        Assert.Contains("Two.Cpu.LkcaBlock2.g.cs", run.Files.Keys);
        Assert.Contains("CpuModel<double>", run.Files["M.Cpu.g.cs"]);
    }
}
