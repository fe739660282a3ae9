using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lkca.Generators.Tests.Spec;

public sealed class SpecEqualityTests
{
    private const string Hybrid = """
        [VisionModel(Image = 32, Classes = 10)]
        [PatchEmbed(Patch = 4, Width = 24)]
        [Stage<Grouped, MhsaMixer>(Depth = 2, Heads = 4)]
        [Stage<LkcaMixer>(Depth = 2)]
        [Head(Pool = Pool.Mean)]
        [Budget(MaxMacs = 123_000_000)]
        public abstract record M;
        [LkcaOptions(Groups = 2, Kernel = 5)] public abstract record Grouped : LkcaMixer;
        """;

    [Fact]
    public void Two_readings_are_equal_and_have_equal_hashes()
    {
        var (first, second) = (Reading.Spec(Hybrid), Reading.Spec(Hybrid));
        Assert.NotSame(first, second);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
    }

    [Fact]
    public void Two_ways_of_saying_the_same_are_equal()
    {
        var inherited = Reading.Spec(Reading.Base + "[VisionModel] public abstract record M : Base;");
        var stated = Reading.Spec(Reading.Base.Replace("record Base", "record M").Replace("Depth = 2", "Depth = 1 + 1, Heads = 5").Replace("Image = 32", "Height = 32, Width = 32"));
        Assert.Equal(inherited, stated);
    }

    [Theory]
    [InlineData("Image = 32", "Image = 40")]
    [InlineData("Classes = 10", "Classes = 11")]
    [InlineData("Patch = 4", "Patch = 8")]
    [InlineData("Width = 24", "Width = 48")]
    [InlineData("Depth = 2, Heads", "Depth = 3, Heads")]
    [InlineData("Heads = 4", "Heads = 6")]
    [InlineData("Heads = 4", "Heads = 4, MlpRatio = 2.5")]
    [InlineData("Groups = 2", "Groups = 4")]
    [InlineData("Kernel = 5", "Kernel = 7")]
    [InlineData("Stage<LkcaMixer>", "Stage<Grouped>")]
    [InlineData("MaxMacs = 123_000_000", "MaxMacs = 124_000_000")]
    [InlineData("public abstract record M;", "[Precision(Precision.Float64)] public abstract record M;")]
    public void A_changed_value_is_a_changed_spec(string from, string to) => Assert.NotEqual(Reading.Spec(Hybrid), Reading.Spec(Hybrid.Replace(from, to)));

    [Fact]
    public void A_declaration_holds_no_symbol_no_syntax_and_no_location()
    {
        var compilation = TestCompilation.Of(Hybrid + Reading.Base.Replace("Depth = 2", "Depth = 0"));
        foreach (var name in new[] { "M", "Base" })
        {
            foreach (var reached in Walk(SpecReader.Read(compilation.Record(name), compilation).Declaration))
            {
                Assert.False(reached is ISymbol or SyntaxNode or SyntaxTree or Location or Compilation or AttributeData, reached.GetType().FullName);
            }
        }
    }

    private static List<object> Walk(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([root]);
        while (open.TryPop(out var next))
        {
            if (next is string || next.GetType().IsPrimitive || next.GetType().IsEnum || !seen.Add(next))
            {
                continue;
            }

            var parts = next is IEnumerable items ? items.Cast<object?>() : [];
            parts = parts.Concat(next.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Select(f => f.GetValue(next)));
            foreach (var part in parts.OfType<object>())
            {
                open.Push(part);
            }
        }

        Assert.True(seen.Count > 5);
        return [.. seen];
    }
}
