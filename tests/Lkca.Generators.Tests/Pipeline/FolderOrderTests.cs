using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Lkca.Generators.Tests.Pipeline;

/// <summary>The folders of the generator follow the data: each uses only what stands above it.</summary>
public sealed partial class FolderOrderTests
{
    private static readonly string[] Order = ["Text", "Diagnostics", "Spec", "Graph", "Ops", "Blocks", "Plan", "Passes", "Emit"];
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Folders => [.. Order.Where(f => Directory.Exists(Path.Combine(Root, f)))];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_stands_above_it(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        {
            foreach (Match use in Using().Matches(File.ReadAllText(file)))
            {
                var used = use.Groups[1].Value;
                Assert.True(Array.IndexOf(Order, used) <= Array.IndexOf(Order, folder), $"{folder}/{Path.GetFileName(file)} uses {used}.");
            }
        }
    }

    [Fact]
    public void Every_folder_has_its_place()
    {
        var folders = Directory.EnumerateDirectories(Root).Select(d => Path.GetFileName(d)!).Where(d => d is not ("bin" or "obj"));
        Assert.Empty(folders.Except(Order));
    }

    [Fact]
    public void Only_reading_and_reporting_see_symbols()
    {
        foreach (var folder in Order.Except(["Spec", "Diagnostics", "Text"]).Select(f => Path.Combine(Root, f)).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            {
                Assert.DoesNotContain("using Microsoft.CodeAnalysis", File.ReadAllText(file), StringComparison.Ordinal);
            }
        }
    }

    private static string FindRoot([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../Lkca.Generators"));

    [GeneratedRegex(@"\bLkca\.Generators\.(Text|Diagnostics|Spec|Graph|Ops|Blocks|Plan|Passes|Emit)\b")]
    private static partial Regex Using();
}
