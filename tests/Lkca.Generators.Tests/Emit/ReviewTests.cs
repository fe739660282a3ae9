using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Harness;
using Xunit;

namespace Lkca.Generators.Tests.Emit;

/// <summary>What a reviewer sees of a changed declaration: the model card changes in the lines that the change means, and in no other.</summary>
public sealed class ReviewTests
{
    private const string Model = """
        [VisionModel(Image = 32, Classes = 10)]
        [PatchEmbed(Patch = 4, Width = 96)]
        [Stage<LkcaMixer, MhsaMixer>(Depth = 4, Heads = 4)]
        [Head(Pool = Pool.Mean)]
        public abstract record Small;
        """;

    private const string Blocks = """
          norm1 (LayerNorm)
          lkca (LkcaMixer)
          norm2 (LayerNorm)
          mlp (Mlp)
          norm1 (LayerNorm)
          attn (MhsaMixer)
          norm2 (LayerNorm)
          mlp (Mlp)
        """;

    [Fact]
    public void Another_width_changes_shapes_and_costs_of_every_layer_and_nothing_else() => Assert.Equal(
        [
            "Small: 3×32×32 images in 4×4 patches", "patch_embed", "pos_embed", .. Blocks.Split('\n').Select(line => line.Trim()), "fc_norm", "head", "total",
            "MACs per image", "executed in training", "MACs saved", "ranking of views", "memory",
        ],
        Changed(Model.Replace("Width = 96", "Width = 128")));

    [Fact]
    public void Another_pattern_changes_which_blocks_are_which_and_the_totals() => Assert.Equal(
        ["blocks 0, 2: LkcaBlock", "blocks 1, 3: MhsaBlock", "total", "MACs per image", "executed in training", "MACs saved", "memory"],
        Changed(Model.Replace("LkcaMixer, MhsaMixer>", "LkcaMixer, LkcaMixer, MhsaMixer>")));

    [Fact]
    public void Another_precision_of_the_backend_changes_the_first_line_and_the_memory() => Assert.Equal(
        ["Small: 3×32×32 images in 4×4 patches", "memory"],
        Changed(Model.Replace("[Head", "[Precision(Precision.Float64)]\n[Head")));

    [Fact]
    public void Another_backend_changes_the_forms_and_prices_of_views_and_the_memory_and_no_layer()
    {
        var spec = Reading.Spec(Model, "Small");
        var (before, after) = (Card(spec), Card(spec with { Backend = BackendKind.Ilgpu }));
        var kept = before.Intersect(after).ToList();
        foreach (var row in before.Where(line => line.Contains("×96 ") || line.StartsWith("total", System.StringComparison.Ordinal)))
        {
            Assert.Contains(row, kept);
        }

        Assert.Equal(
            ["Small: 3×32×32 images in 4×4 patches", "MACs saved", "ranking of views", "memory", "memory"],
            before.Except(after).Select(Name));
        Assert.Contains("Cpu backend", before[0]);
        Assert.Contains("Ilgpu backend", after[0]);
    }

    /// <summary>The lines of the first card that the second one does not have in their place, by what they tell.</summary>
    private static List<string> Changed(string source)
    {
        var (before, after) = (Card(Model), Card(source));
        Assert.Equal(before.Count, after.Count);
        return [.. before.Zip(after).Where(pair => pair.First != pair.Second).Select(pair => Name(pair.First))];
    }

    private static string Name(string line) =>
        line.StartsWith("MACs per image", System.StringComparison.Ordinal) ? "MACs per image"
        : line.Contains("executed in a training step") ? "executed in training"
        : line.StartsWith("Split Toeplitz products", System.StringComparison.Ordinal) ? "MACs saved"
        : line.StartsWith("Memory", System.StringComparison.Ordinal) || line.StartsWith("a worker", System.StringComparison.Ordinal) ? "memory"
        : line.Contains(" µs, ") ? "ranking of views"
        : line.Contains("  ") && !line.StartsWith(' ') ? line[..line.IndexOf("  ", System.StringComparison.Ordinal)]
        : line.StartsWith(' ') ? line.Trim()[..line.Trim().IndexOf("  ", System.StringComparison.Ordinal)]
        : line.Split(", each")[0].Split(", 64 tokens")[0];

    private static List<string> Card(ModelSpec spec) => Card(ModelCompiler.Compile(spec).Files.ToDictionary(file => file.HintName, file => file.Text));

    private static List<string> Card(string source)
    {
        var run = new GeneratorRun().On(TestCompilation.Of(source));
        TestCompilation.AssertCompiles(run.Output);
        return Card(run.Files);
    }

    private static List<string> Card(IReadOnlyDictionary<string, string> files) =>
    [
        .. files["Small.g.cs"].Split('\n').Skip(1).TakeWhile(line => line.StartsWith("//", System.StringComparison.Ordinal))
            .Select(line => line.Length > 3 ? line[3..] : ""),
    ];
}
