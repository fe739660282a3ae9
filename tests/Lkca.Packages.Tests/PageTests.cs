using System;
using System.IO;
using System.Text.RegularExpressions;
using Xunit;

namespace Lkca.Packages.Tests;

/// <summary>Pages that somebody follows from an empty folder, done as they are written: blocks with a file name are files, <c>sh</c> blocks are run in order, and each
/// line of a <c>text</c> block stands in what the command before it wrote. A command whose text shows an error must fail.</summary>
[Collection(OnePacking.Name)]
public partial class PageTests(PackedFolder packed)
{
    [Theory]
    [InlineData("your-first-model")]
    [InlineData("your-first-hybrid")]
    public void A_page_works_as_it_is_written(string page)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", page + ".md")).Replace("\r\n", "\n", StringComparison.Ordinal);
        var folder = Directory.CreateDirectory(Path.Combine(packed.Root, "pages", page)).FullName;
        var commands = 0;
        foreach (Match block in Block().Matches(text))
        {
            var (kind, name, body) = (block.Groups["kind"].Value, block.Groups["name"].Value, block.Groups["body"].Value);
            if (name.Length > 0)
            {
                File.WriteAllText(Path.Combine(folder, name), body);
            }
            else if (kind == "sh")
            {
                var expected = Answer().Match(text, block.Index + block.Length);
                foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    commands++;
                    folder = Do(folder, line, expected.Success ? expected.Groups["body"].Value : "");
                }
            }
        }

        Assert.True(commands >= 5, "The page has hardly any commands.");
    }

    private string Do(string folder, string line, string expected)
    {
        var words = line.Replace("--version 0.1.0", "--version " + packed.Version, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["cd", var inner])
        {
            return Path.Combine(folder, inner);
        }

        Assert.Equal("dotnet", words[0]);
        var (code, output) = DotNet.Run(folder, words[1..]);
        Assert.True(expected.Contains(": error ", StringComparison.Ordinal) == (code != 0), $"{line} ended with {code}:\n{output}");
        foreach (var answer in expected.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Contains(answer, output, StringComparison.Ordinal);
        }

        return folder;
    }

    [GeneratedRegex(@"^```(?<kind>\w+)(?: (?<name>\S+))?\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    /// <summary>The text block directly behind a block of commands.</summary>
    [GeneratedRegex(@"\G\n\n```text\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Answer();
}
