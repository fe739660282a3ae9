using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Lkca.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

/// <summary>A rule is five things: descriptor, release row, page, help link, test. They exist and agree.</summary>
public sealed class RuleContractTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Ids => [.. Rules.All.Select(r => r.Id)];

    [Fact]
    public void Every_id_has_one_descriptor_and_every_descriptor_is_in_the_table()
    {
        var constants = typeof(RuleIds).GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic);
        Assert.Equal(constants.Select(c => (string)c.GetRawConstantValue()!).Order(), Rules.All.Select(r => r.Id).Order());
        var fields = typeof(Rules).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.FieldType == typeof(DiagnosticDescriptor)).ToList();
        Assert.Equal(Rules.All.Length, fields.Count);
        Assert.All(fields, f => Assert.Equal(typeof(RuleIds).GetField(f.Name)?.GetRawConstantValue(), ((DiagnosticDescriptor)f.GetValue(null)!).Id));
        Assert.Equal(Rules.All.Length, Rules.All.Select(r => r.Title.ToString(null)).Distinct().Count());
    }

    [Fact]
    public void There_are_no_rows_and_pages_without_a_rule()
    {
        var rows = Regex.Matches(Read("Lkca.Generators/AnalyzerReleases.Unshipped.md") + Read("Lkca.Generators/AnalyzerReleases.Shipped.md"), "^LKCA[0-9]{4}", RegexOptions.Multiline);
        Assert.Equal(Rules.All.Select(r => r.Id).Order(), rows.Select(m => m.Value).Order());
        var pages = Directory.GetFiles(Path.Combine(Root, "docs/diagnostics"), "LKCA*.md").Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(Rules.All.Select(r => r.Id).Order(), pages.Order());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_five_agree(string id)
    {
        var rule = Rules.Get(id);
        var title = rule.Title.ToString(null);
        Assert.Equal($"{Rules.Repository}docs/diagnostics/{id}.md", rule.HelpLinkUri);
        Assert.Contains($"{id} | Lkca | {rule.DefaultSeverity} | {title}\n", Read("Lkca.Generators/AnalyzerReleases.Unshipped.md"));
        var page = Read($"docs/diagnostics/{id}.md");
        Assert.StartsWith($"# {id}: {title}\n", page);
        Assert.Contains($"\nSeverity: {rule.DefaultSeverity.ToString().ToLowerInvariant()}. Message: `{rule.MessageFormat}`\n", page);
        foreach (var heading in new[] { "## Cause", "## Example", "## Fix" })
        {
            Assert.Contains($"\n{heading}\n\n", page);
        }

        var tests = Directory.GetFiles(Path.Combine(Root, "tests/Lkca.Generators.Tests/Diagnostics"), "*Tests.cs").Select(File.ReadAllText);
        Assert.Contains(tests, t => t.Contains(id, StringComparison.Ordinal));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../.."));
}
