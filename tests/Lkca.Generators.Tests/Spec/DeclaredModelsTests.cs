using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lkca.Generators.Tests.Spec;

/// <summary>The models of the project: the paper's rows under their fixed names, for every data set, and the hybrids.</summary>
public sealed class DeclaredModelsTests
{
    private static readonly CSharpCompilation Zoo = Read();

    /// <summary>Name, width, depth, heads (1 without self-attention), MLP ratio.</summary>
    public static TheoryData<string, int, int, int, double> Rows => new()
    {
        { "Vit05M", 120, 4, 4, 2 },
        { "Vit1M", 136, 7, 8, 2 },
        { "Vit2M", 200, 6, 8, 2 },
        { "VitB", 192, 9, 12, 2 },
        { "Vit4M", 264, 7, 8, 2 },
        { "Vit8M", 312, 10, 8, 2 },
        { "Lkca05M", 100, 8, 1, 2 },
        { "LkcaT", 136, 9, 1, 2 },
        { "Lkca2M", 192, 9, 1, 2 },
        { "LkcaB", 210, 10, 1, 2 },
        { "Lkca4M", 246, 11, 1, 2 },
        { "Lkca8M", 306, 14, 1, 2 },
        { "LkcaL", 360, 12, 1, 3 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_row_of_the_paper_is_declared_for_every_data_set(string name, int width, int depth, int heads, double ratio)
    {
        foreach (var (suffix, image, classes) in new[] { ("", 32, 10), ("Cifar100", 32, 100), ("Svhn", 32, 10), ("TinyImageNet", 64, 200) })
        {
            var spec = Spec(name + suffix);
            var isVit = name.StartsWith("Vit", StringComparison.Ordinal);
            MixerSpec mixer = isVit ? new MhsaMixerSpec("MhsaMixer", false, true) : new LkcaMixerSpec("LkcaMixer", 15, 15, 1, false, true, ViewKind.Auto);
            Assert.Equal(new StageSpec(new EquatableArray<MixerSpec>([mixer]), depth, heads, ratio), Assert.Single(spec.Stages));
            Assert.Equal((width, new ImageSpec(image, image, 3), classes, 64), (spec.Width, spec.Image, spec.Classes, spec.GridTokens));
            Assert.Equal(isVit ? PoolKind.ClassToken : PoolKind.Mean, spec.Pool);
        }
    }

    [Theory]
    [InlineData("HybridAlternating", "LMLMLMLML")]
    [InlineData("HybridTwoToOne", "LLMLLMLLM")]
    [InlineData("HybridLkcaThenMhsa", "LLLLLMMMM")]
    public void A_hybrid_has_its_order_of_mixers(string name, string order)
    {
        var spec = Spec(name);
        var blocks = spec.Stages.SelectMany(s => Enumerable.Range(0, s.Depth).Select(i => s.Pattern[i % s.Pattern.Count]));
        Assert.Equal(order, string.Concat(blocks.Select(m => m is LkcaMixerSpec ? 'L' : 'M')));
        Assert.InRange(SizeEstimate.Parameters(spec).Total, 2.6e6, 2.8e6);
    }

    [Fact]
    public void There_are_no_findings_and_no_other_models()
    {
        Assert.Empty(MarkedSource.Analyze(Zoo));
        var names = Zoo.GlobalNamespace.GetNamespaceMembers().Single(n => n.Name == "Lkca").GetNamespaceMembers().Single(n => n.Name == "Models").GetTypeMembers();
        Assert.Equal((13 * 4) + 3, names.Count(n => n.IsModel()));
    }

    private static ModelSpec Spec(string name)
    {
        var read = SpecReader.Read(Zoo.Record("Lkca.Models." + name), Zoo);
        Assert.Empty(read.Findings);
        return read.Declaration.Spec!;
    }

    private static CSharpCompilation Read([CallerFilePath] string path = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../models"));
        IEnumerable<string> files = Directory.GetFiles(folder, "*.cs").Order(StringComparer.Ordinal);
        return TestCompilation.Of([.. files.Select(f => File.ReadAllText(f).Replace("using Lkca.Dsl;", "", StringComparison.Ordinal))]);
    }
}
