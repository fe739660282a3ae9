using System.Linq;
using Lkca.Generators.Spec;
using Xunit;

namespace Lkca.Generators.Tests.Harness;

/// <summary>The shortest way from source to spec.</summary>
internal static class Reading
{
    /// <summary>A complete small model for tests that change one thing.</summary>
    public const string Base = """
        [VisionModel(Image = 32, Classes = 10)]
        [PatchEmbed(Patch = 4, Width = 24)]
        [Stage<LkcaMixer>(Depth = 2)]
        [Head(Pool = Pool.Mean)]
        public abstract record Base;

        """;

    /// <summary>The spec of record <paramref name="name"/>; fails where there are errors.</summary>
    public static ModelSpec Spec(string source, string name = "M")
    {
        var compilation = TestCompilation.Of(source);
        var read = SpecReader.Read(compilation.Record(name), compilation);
        Assert.True(read.Declaration.Findings.Count == 0, string.Join('\n', read.Findings.Select(f => f.Finding)));
        return read.Declaration.Spec ?? throw new Xunit.Sdk.XunitException("No spec, although there are no findings.");
    }
}
