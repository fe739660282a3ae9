using System.Linq;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lkca.Generators.Tests.Pipeline;

/// <summary>Generated code compiles in projects that are hostile or strict.</summary>
public sealed class ConsumerTests
{
    private const string Models = """
        [VisionModel(Image = 16, Classes = 10), PatchEmbed(Patch = 4, Width = 24), Stage<LkcaMixer, MhsaMixer>(Depth = 2, Heads = 4), Head]
        public abstract record First;
        [VisionModel, Stage<MhsaMixer>, Head(Pool = Pool.ClassToken)] public abstract record Second : First;
        """;

    [Theory]
    [InlineData("namespace Research.Lkca; {0}")]
    [InlineData("namespace Research.Lkca.Runtime; {0}")]
    [InlineData("namespace System2.System; {0}")]
    [InlineData("namespace Mine.System.Collections; {0} public class Span; public class Math; public class Memory; public class Execution; public class Cpu;")]
    [InlineData("namespace Lkca.Models.Kernels; {0} public static class Lk; public static class Layout;")]
    [InlineData("namespace A { public class Lkca; public class global; {0} }")]
    [InlineData("{0}")]
    public void Whatever_the_namespaces(string frame)
    {
        var run = new GeneratorRun().On(TestCompilation.Of(frame.Replace("{0}", Models)));
        TestCompilation.AssertCompiles(run.Output);
    }

    [Theory]
    [InlineData(NullableContextOptions.Enable)]
    [InlineData(NullableContextOptions.Disable)]
    public void With_every_warning_an_error_and_documentation_demanded(NullableContextOptions nullable)
    {
        var strict = TestCompilation.Of("/// <summary>Documented.</summary>\n" + Models.Replace("[VisionModel, Stage", "/// <summary>Documented.</summary>\n[VisionModel, Stage"));
        strict = strict.WithOptions(strict.Options.WithNullableContextOptions(nullable).WithWarningLevel(9999));
        var documented = TestCompilation.ParseOptions.WithDocumentationMode(DocumentationMode.Diagnose);
        strict = strict.ReplaceSyntaxTree(
            strict.SyntaxTrees[0], CSharpSyntaxTree.ParseText(strict.SyntaxTrees[0].ToString(), documented, "File0.cs"));
        var output = new GeneratorRun(parseOptions: documented).On(strict).Output;
        Assert.Empty(output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp11)]
    public void In_older_versions_of_the_language(LanguageVersion version)
    {
        var options = TestCompilation.ParseOptions.WithLanguageVersion(version);
        var compilation = TestCompilation.Of(Models);
        compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], CSharpSyntaxTree.ParseText(compilation.SyntaxTrees[0].ToString(), options, "File0.cs"));
        TestCompilation.AssertCompiles(new GeneratorRun(parseOptions: options).On(compilation).Output);
    }
}
