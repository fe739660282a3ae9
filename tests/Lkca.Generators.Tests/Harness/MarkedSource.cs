using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Lkca.Generators.Tests.Harness;

/// <summary>Sources that mark where findings belong: <c>{|LKCA0310:Heads = 12|}</c>.</summary>
internal static partial class MarkedSource
{
    /// <summary>Asserts that the analyzer reports exactly the marked findings, and returns their messages in the order of the source.</summary>
    public static IReadOnlyList<string> Verify(params string[] marked) => Verify([], new Properties(), marked);

    public static IReadOnlyList<string> Verify(MetadataReference[] libraries, Properties properties, params string[] marked)
    {
        var plain = marked.Select(Strip).ToArray();
        return Verify(TestCompilation.With(libraries, plain), properties, marked);
    }

    public static IReadOnlyList<string> Verify(CSharpCompilation compilation, Properties properties, params string[] marked)
    {
        var found = Analyze(compilation, properties);
        var expected = marked.SelectMany((source, file) => Marks(source).Select(m => $"File{file}.cs {m}")).Order().ToList();
        var actual = found.Select(Describe).Order().ToList();
        Assert.True(expected.SequenceEqual(actual), $"expected:\n{string.Join('\n', expected)}\nactual:\n{string.Join('\n', found)}");
        return [.. found.Select(d => d.GetMessage(System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <summary>The analyzer's diagnostics in the order of the source.</summary>
    public static IReadOnlyList<Diagnostic> Analyze(Compilation compilation, Properties? properties = null)
    {
        var options = new AnalyzerOptions([], properties ?? new Properties());
        var diagnostics = compilation.WithAnalyzers([new ModelAnalyzer()], options).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        Assert.DoesNotContain(diagnostics, d => d.Id == "AD0001");
        return [.. diagnostics.OrderBy(d => d.Location.SourceTree?.FilePath).ThenBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id)];
    }

    public static string Strip(string marked) => Mark().Replace(marked, "$2");

    private static string Describe(Diagnostic diagnostic)
    {
        var tree = diagnostic.Location.SourceTree!;
        return $"{tree.FilePath} {diagnostic.Location.SourceSpan.Start - "using Lkca.Dsl;\n".Length} {diagnostic.Id} {tree.GetText().ToString(diagnostic.Location.SourceSpan)}";
    }

    private static IEnumerable<string> Marks(string marked)
    {
        var removed = 0;
        foreach (Match match in Mark().Matches(marked))
        {
            yield return $"{match.Index - removed} {match.Groups[1].Value} {match.Groups[2].Value}";
            removed += match.Length - match.Groups[2].Length;
        }
    }

    [GeneratedRegex(@"\{\|(LKCA\d{4}):(.*?)\|\}", RegexOptions.Singleline)]
    private static partial Regex Mark();
}
