using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Lkca.Generators.Tests.Snapshots;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

/// <summary>docs/diagnostics/README.md is made of the release file; with LKCA_ACCEPT_SNAPSHOTS=1 this test writes it.</summary>
public sealed partial class IndexTests
{
    private static readonly (string Prefix, string Title)[] Groups =
    [
        ("LKCA01", "The record"), ("LKCA02", "What nobody states"), ("LKCA03", "Sizes"), ("LKCA04", "Mixers"), ("LKCA05", "Limits and budgets"),
        ("LKCA06", "Backends and precision"), ("LKCA07", "Possible, but surely not meant"), ("LKCA09", "The compiler itself"),
    ];

    [Fact]
    public void The_index_is_that_of_the_release_file()
    {
        var root = Root();
        var path = Path.Combine(root, "docs/diagnostics/README.md");
        var rules = Row().Matches(File.ReadAllText(Path.Combine(root, "Lkca.Generators/AnalyzerReleases.Shipped.md"))
            + File.ReadAllText(Path.Combine(root, "Lkca.Generators/AnalyzerReleases.Unshipped.md"))).OrderBy(m => m.Groups[1].Value, StringComparer.Ordinal).ToList();
        var text = new StringBuilder("""
            # Diagnostics

            Every wrong declaration is an error at the attribute argument that causes it; what compiles but is surely not meant is a warning or a hint.
            Each rule has a page with its cause, an example and the fix.

            """);
        foreach (var (prefix, title) in Groups)
        {
            text.Append("\n## " + title + "\n\n| rule | severity | title |\n|---|---|---|\n");
            foreach (var rule in rules.Where(m => m.Groups[1].Value.StartsWith(prefix, StringComparison.Ordinal)))
            {
                var (id, severity, sentence) = (rule.Groups[1].Value, rule.Groups[2].Value.ToLowerInvariant(), rule.Groups[3].Value);
                text.Append(CultureInfo.InvariantCulture, $"| [{id}]({id}.md) | {severity} | {sentence} |\n");
            }
        }

        Assert.All(rules, m => Assert.Contains(Groups, g => m.Groups[1].Value.StartsWith(g.Prefix, StringComparison.Ordinal)));
        if (Environment.GetEnvironmentVariable(Snapshot.AcceptVariable) == "1")
        {
            File.WriteAllText(path, text.ToString());
        }

        Assert.Equal(text.ToString(), File.ReadAllText(path));
    }

    [GeneratedRegex(@"^(LKCA\d{4}) \| Lkca \| (\w+) \| (.+)$", RegexOptions.Multiline)]
    private static partial Regex Row();

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../.."));
}
