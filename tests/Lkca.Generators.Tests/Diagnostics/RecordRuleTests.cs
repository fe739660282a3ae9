using System.Linq;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

/// <summary>LKCA01xx: the record. And LKCA02xx: what nobody states.</summary>
public sealed class RecordRuleTests
{
    [Theory]
    [InlineData("[VisionModel] public record {|LKCA0101:M|} : Base;", "'M' is a record that is not abstract; a model is declared by an abstract record")]
    [InlineData("[VisionModel, PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 1), Head] public abstract class {|LKCA0101:M|};",
        "'M' is a class; a model is declared by an abstract record")]
    [InlineData("public static class Zoo { [VisionModel] public abstract record {|LKCA0102:M|} : Base; }",
        "'M' is nested in 'Zoo'; a model's record stands in a namespace, because its class is generated beside it")]
    [InlineData("[VisionModel] public abstract record {|LKCA0103:M|}<T> : Base;", "'M' has type parameters; a model's record has none")]
    [InlineData("[VisionModel] file abstract record {|LKCA0104:M|} : Base;",
        "'M' is local to its file; its class is generated into another file, so the record is internal or public")]
    [InlineData("[{|LKCA0105:Stage<LkcaMixer>(Depth = 1)|}] public abstract record M : Base;",
        "'M' carries [Stage] but is neither a model nor the base of one; add [VisionModel] or remove the attribute")]
    [InlineData("[LkcaOptions(Kernel = 3), {|LKCA0106:Head|}] public abstract record M : LkcaMixer;",
        "[Head] stands on 'M', which is a large-kernel mixer; it belongs on a record that is no mixer")]
    [InlineData("[{|LKCA0106:LkcaOptions(Kernel = 3)|}] public abstract record M : MhsaMixer;",
        "[LkcaOptions] stands on 'M', which is a self-attention mixer; it belongs on a record of its own that derives from LkcaMixer and that [Stage<...>] names")]
    [InlineData("[VisionModel, {|LKCA0106:MhsaOptions|}] public abstract record M : Base;",
        "[MhsaOptions] stands on 'M', which is a record that is no mixer; it belongs on a record of its own that derives from MhsaMixer and that [Stage<...>] names")]
    [InlineData("[{|LKCA0106:VisionModel|}] public abstract record M : LkcaMixer;",
        "[VisionModel] stands on 'M', which is a large-kernel mixer; it belongs on a record that is no mixer")]
    [InlineData("public static class Zoo { [{|LKCA0106:VisionModel|}] public record M : LkcaMixer; }",
        "[VisionModel] stands on 'M', which is a large-kernel mixer; it belongs on a record that is no mixer")]
    [InlineData("[VisionModel] public abstract record {|LKCA0107:M|} : Base; public class MModel;",
        "'MModel', the class to be generated for 'M', exists already in this namespace; rename one of them")]
    public void The_record(string source, string message)
    {
        var marked = Reading.Base + source;
        Assert.Equal([message], MarkedSource.Verify(source.Contains("class {|") ? marked.Replace("[VisionModel, PatchEmbed", "[VisionModel(Image = 32, Classes = 10), PatchEmbed") : marked));
    }

    [Theory]
    [InlineData("namespace A { [VisionModel] public abstract record {|LKCA0109:var|} : Base; }",
        "the type 'var' takes a name that the code generated for 'var' needs itself; rename it")]
    [InlineData("public class var; namespace A.B { [VisionModel] public abstract record {|LKCA0109:M|} : global::A.Base; } namespace A { "
        + "[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0109:Base|}; }",
        "the type 'var' takes a name that the code generated for 'M' needs itself; rename it", "")]
    [InlineData("[VisionModel] public abstract record {|LKCA0109:M|} : A.Base; namespace A { " + Reading.Base + " }",
        "the global using alias 'Cpu' takes a name that the code generated for 'M' needs itself; put the record in a namespace, or rename the alias",
        "global using Cpu = System.Int32;")]
    [InlineData("public class System; " + "[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0109:Base|}; "
        + "namespace A { [VisionModel] public abstract record {|LKCA0109:M|} : global::Base; }",
        "the type 'System' takes a name that the code generated for 'M' needs itself; put it in a namespace, or rename it", "")]
    public void LKCA0109_names_that_generated_code_needs(string source, string message, string? global = null)
    {
        var usings = CSharpSyntaxTree.ParseText(global ?? "", TestCompilation.ParseOptions, "File9.cs");
        var marked = global is null ? Reading.Base + source : source;
        var compilation = TestCompilation.Of(MarkedSource.Strip(marked)).AddSyntaxTrees(usings);
        Assert.Contains(message, MarkedSource.Verify(compilation, new Properties(), marked));
        var errors = new GeneratorRun().On(compilation).Output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error);
        Assert.All(errors, e => Assert.Equal("CS1029", e.Id));
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp9, "9.0")]
    [InlineData(LanguageVersion.CSharp10, "10.0")]
    public void LKCA0110_an_older_version_of_the_language(LanguageVersion version, string shown)
    {
        // A base in a library, so that the project itself uses nothing that its version of C# lacks.
        var library = TestCompilation.Library("Trunks", Reading.Base);
        const string marked = "[VisionModel] public abstract record {|LKCA0110:M|} : Base;";
        var compilation = TestCompilation.Any(
            TestCompilation.ParseOptions.WithLanguageVersion(version), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), [library], MarkedSource.Strip(marked));
        TestCompilation.AssertCompiles(compilation);
        Assert.Equal(
            [$"'M' is compiled as C# {shown}; models need C# 11 or later, the default from .NET 7 on, so remove <LangVersion> from the project or raise it"],
            MarkedSource.Verify(compilation, new Properties(), marked));
        var run = new GeneratorRun(parseOptions: TestCompilation.ParseOptions.WithLanguageVersion(version)).On(compilation);
        Assert.Equal("CS1029", Assert.Single(run.Output.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error).Id);
    }

    [Fact]
    public void LKCA0108_stages_of_one_record_in_several_files() =>
        Assert.Equal(
            ["the stages of 'M' stand in several files, so their order would depend on the order of the files; state them on one part of the record"],
            MarkedSource.Verify(
                Reading.Base + "[VisionModel, Stage<LkcaMixer>(Depth = 1)] public abstract partial record {|LKCA0108:M|} : Base;",
                "[Stage<MhsaMixer>(Depth = 2, Heads = 2)] public abstract partial record M;"));

    [Theory]
    [InlineData("[VisionModel(Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0201:M|};",
        "'M' states no image size, nor does a record that it derives from; state Image, or Height and Width, in [VisionModel]")]
    [InlineData("[VisionModel(Image = 32), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0202:M|};",
        "'M' states no number of classes, nor does a record that it derives from; state Classes in [VisionModel]")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0203:M|};",
        "'M' has no [PatchEmbed], nor has a record that it derives from")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Width = 24), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0204:M|};",
        "'M' states no patch size, nor does a record that it derives from; state Patch, or PatchHeight and PatchWidth, in [PatchEmbed]")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4), Stage<LkcaMixer>(Depth = 1), Head] public abstract record {|LKCA0205:M|};",
        "'M' states no width, nor does a record that it derives from; state Width in [PatchEmbed]")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Head] public abstract record {|LKCA0206:M|};",
        "'M' has no [Stage<...>], nor has a record that it derives from, so it has no blocks")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>, Head] public abstract record {|LKCA0207:M|};",
        "stage 1 of 'M' states no depth, nor does that stage of a record that it derives from; state Depth in [Stage]")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer, {|LKCA0208:MhsaMixer|}>(Depth = 2), Head] public abstract record M;",
        "stage 1 has self-attention but states no heads; state Heads in [Stage], for example Heads = 1 for width 24")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 2)] public abstract record {|LKCA0209:M|};",
        "'M' has no [Head], nor has a record that it derives from; add [Head(Pool = Pool.Mean)]")]
    [InlineData("[VisionModel({|LKCA0210:Image = 32|}, Width = 48, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer>(Depth = 2), Head] public abstract record M;",
        "Image and Width are stated together; state Image, or Height and Width")]
    [InlineData("[VisionModel(Image = 32, Classes = 10), PatchEmbed({|LKCA0211:PatchHeight = 4|}, Width = 24), Stage<LkcaMixer>(Depth = 2), Head] public abstract record M;",
        "PatchHeight is stated without PatchWidth; state both, or Patch")]
    public void What_nobody_states(string source, string message) => Assert.Equal([message], MarkedSource.Verify(source));

    [Fact]
    public void Half_a_rectangle_over_an_inherited_square() =>
        Assert.Equal(
            ["Height is stated without Width; state both, or Image"],
            MarkedSource.Verify(Reading.Base + "[VisionModel({|LKCA0211:Height = 64|})] public abstract record M : Base;"));
}
