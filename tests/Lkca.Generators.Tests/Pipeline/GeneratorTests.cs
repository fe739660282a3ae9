using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lkca.Generators.Tests.Pipeline;

public sealed class GeneratorTests
{
    private const string WrongHeads = Reading.Base + "[VisionModel, Stage<MhsaMixer>(Heads = 7)] public abstract record M : Base; public static class User { public static MModel Use() => MModel.Create(new()); }";

    [Fact]
    public void A_model_is_a_class_beside_its_record()
    {
        var run = new GeneratorRun().On(TestCompilation.Of("namespace A.@namespace;\n" + Reading.Base));
        TestCompilation.AssertCompiles(run.Output);
        var model = run.Output.GetTypeByMetadataName("A.namespace.BaseModel")!;
        Assert.True(model.IsSealed && model.DeclaredAccessibility == Accessibility.Public);
        Assert.Contains(model.AllInterfaces, i => i.Name == "IVisionModel");
        Assert.Contains(model.GetMembers("Create").OfType<IMethodSymbol>(), m => m.IsStatic);
        Assert.Single(model.GetMembers("Description"));
    }

    [Fact]
    public void The_assembly_names_its_models()
    {
        var run = new GeneratorRun().On(TestCompilation.Of(Reading.Base + "namespace Z { [VisionModel] internal abstract record A : Base; }"));
        var named = run.Output.Assembly.GetAttributes().Where(a => a.AttributeClass?.Name == "DeclaredModelAttribute");
        Assert.Equal(["BaseModel", "Z.AModel"], named.Select(a => a.ConstructorArguments[0].Value!.ToString()));
    }

    [Fact]
    public void An_assembly_without_models_gets_no_file() => Assert.Empty(new GeneratorRun().On(TestCompilation.Of("public abstract record R;")).Files);

    [Fact]
    public void A_wrong_model_fails_the_build_without_analyzers()
    {
        var run = new GeneratorRun().On(TestCompilation.Broken(WrongHeads));
        var error = Assert.Single(run.Output.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("CS1029", error.Id);
        Assert.Contains("M does not compile: LKCA0310: width 24 does not divide into 7 heads; 6 and 8 do", error.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Stubs_have_the_public_surface_and_throw()
    {
        var files = new GeneratorRun().On(TestCompilation.Broken(WrongHeads)).Files;
        var stub = string.Join('\n', files["M.g.cs"].Split('\n').Where(line => !line.StartsWith("#error", System.StringComparison.Ordinal)));
        TestCompilation.AssertCompiles(TestCompilation.Of(Reading.Base, stub.Replace("using Lkca.Dsl;", "")));
    }

    [Fact]
    public void Stubs_have_every_public_member_of_a_compiled_model()
    {
        var right = new GeneratorRun().On(TestCompilation.Of(Reading.Base)).Output.Record("BaseModel");
        var stub = new GeneratorRun().On(TestCompilation.Broken(WrongHeads)).Output.Record("MModel");
        Assert.Empty(PublicMembers(right).Except(PublicMembers(stub)));
    }

    [Fact]
    public void Names_that_differ_by_case_only_get_files_of_their_own()
    {
        var run = new GeneratorRun().On(TestCompilation.Of(Reading.Base + "[VisionModel] public abstract record Ab : Base; [VisionModel] public abstract record aB : Base;"));
        TestCompilation.AssertCompiles(run.Output);
        var names = run.Files.Keys.Where(n => n.StartsWith("ab", System.StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.True(names.Count >= 2 && names.Distinct(System.StringComparer.OrdinalIgnoreCase).Count() == names.Count, string.Join(' ', names));
        Assert.All(names, n => Assert.Matches("^(Ab|aB)-[0-9a-f]{8}", n));
    }

    [Fact]
    public void Characters_that_no_file_name_may_hold_are_written_as_codes()
    {
        var run = new GeneratorRun().On(TestCompilation.Of(Reading.Base + "[VisionModel] public abstract record Ünï‿cödé : Base;"));
        TestCompilation.AssertCompiles(run.Output);
        Assert.Contains(run.Files.Keys, n => n.StartsWith("Ünï(u203f)cödé", System.StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[VisionModel] public abstract partial record M : Base; [VisionModel] public abstract partial record M;")]
    [InlineData("[VisionModel] public abstract record M : Base; [VisionModel] public abstract record M : Base;")]
    [InlineData("[VisionModel] public abstract record M : M;")]
    [InlineData("[VisionModel] public abstract record M : Missing;")]
    [InlineData("[VisionModel, Stage<Missing>] public abstract record M : Base;")]
    [InlineData("[VisionModel, Stage<string>] public abstract record M : Base;")]
    [InlineData("[VisionModel, Stage] public abstract record M : Base;")]
    [InlineData("[VisionModel, Stage<>] public abstract record M : Base;")]
    [InlineData("[VisionModel(Classes = \"x\")] public abstract record M : Base;")]
    [InlineData("[VisionModel(Classes = )] public abstract record M : Base;")]
    [InlineData("[VisionModel(Clases = 3)] public abstract record M : Base;")]
    [InlineData("[VisionModel(3)] public abstract record M : Base;")]
    [InlineData("[VisionModel(Classes = 99999999999)] public abstract record M : Base;")]
    [InlineData("[VisionModel, Backend] public abstract record M : Base;")]
    [InlineData("[VisionModel, Backend(Gpu)] public abstract record M : Base;")]
    [InlineData("[VisionModel] public struct M;")]
    [InlineData("[VisionModel] public abstract record : Base;")]
    [InlineData("[VisionModel] public static class M;")]
    [InlineData("[VisionModel] file abstract record M : Base;")]
    [InlineData("[VisionModel] public abstract record M<T> : Base where T : Mixer;")]
    [InlineData("public abstract record G<T> where T : Mixer { [VisionModel, Stage<T>] public abstract record M : Base; }")]
    [InlineData("[VisionModel] public abstract record M : LkcaMixer;")]
    [InlineData("[Stage<LkcaMixer>(Depth = 1)] public abstract record G<T> : Base; [VisionModel] public abstract record M : G<int>;")]
    [InlineData("[VisionModel] public abstract record M : Base; public class MModel;")]
    [InlineData("[VisionModel] public abstract record M : Base; namespace M.Cpu { [VisionModel] public abstract record Cpu : Base; }")]
    public void No_declaration_makes_it_throw(string source)
    {
        var compilation = TestCompilation.Broken(Reading.Base + source);
        var run = new GeneratorRun().On(compilation);
        Assert.Contains(run.Files, f => f.Key == "Base.g.cs");
        MarkedSource.Analyze(run.Output);
        var errors = run.Output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        var before = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.All(errors, e => Assert.True(e.Id == "CS1029" || before.Exists(b => b.Id == e.Id), e.ToString()));
    }

    [Fact]
    public void Without_the_runtime_the_error_stands_alone()
    {
        var run = new GeneratorRun().On(TestCompilation.WithoutRuntime(Reading.Base));
        var error = Assert.Single(run.Output.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        Assert.Contains("LKCA0604", error.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_build_property_chooses_the_backend_only_in_projects_of_models()
    {
        var compilation = TestCompilation.Of(Reading.Base);
        TestCompilation.AssertCompiles(new GeneratorRun(new Properties(("LkcaBackend", "TorchSharp"))).On(compilation).Output);
        var wrong = new GeneratorRun(new Properties(("LkcaBackend", "TorchSharp"), ("LkcaModels", "true"))).On(compilation);
        Assert.Contains("LKCA0605", wrong.Files["Base.g.cs"]);
    }

    private static IEnumerable<string> PublicMembers(INamedTypeSymbol type)
    {
        for (var t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType!)
        {
            foreach (var member in t.GetMembers().Where(m => m.DeclaredAccessibility == Accessibility.Public && m.CanBeReferencedByName))
            {
                yield return member.Name;
            }
        }
    }
}
