using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lkca.Generators.Tests.Pipeline;

public sealed class DeterminismTests
{
    private static readonly string[] Sources =
    [
        Reading.Base,
        "namespace İstanbul.ıI { [VisionModel(Classes = 1000), Stage<LkcaMixer>(MlpRatio = 1.5)] public abstract record İi : Base; }",
        "[VisionModel, PatchEmbed(Width = 1200)] internal abstract record @class : Base;",
        "[VisionModel] public abstract record A : Base; [VisionModel] public abstract record a : Base;",
        "[VisionModel, Stage<LkcaMixer, MhsaMixer>(Heads = 7)] public abstract record Wrong : Base;",
    ];

    [Fact]
    public void Two_runs_write_the_same_bytes() => Assert.Equal(Run(Sources), Run(Sources));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void A_culture_changes_no_byte(string culture)
    {
        var expected = Run(Sources);
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(expected, Run(Sources));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    [Fact]
    public void The_order_of_the_files_changes_no_byte()
    {
        Assert.Equal(Run(Sources), Run([.. Sources.Reverse()]));
        Assert.Equal(Run(Sources), Run([Sources[2], Sources[4], Sources[0], Sources[1], Sources[3]]));
    }

    private static SortedDictionary<string, string> Run(string[] sources)
    {
        CompiledModels.Clear();
        return new(new GeneratorRun().On(TestCompilation.Of(sources)).Files.ToDictionary(f => f.Key, f => f.Value), System.StringComparer.Ordinal);
    }
}
