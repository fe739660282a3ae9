using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace Lkca.Generators.Tests.Snapshots;

/// <summary>Compares generated files with those that somebody has read and accepted, in the file conventions of Verify:
/// <c>Class.Test#hint.verified.cs</c> beside the test, its first line the hint name.
/// What differs is written as <c>.received.cs</c>; with LKCA_ACCEPT_SNAPSHOTS=1 in the environment it becomes the accepted file. A build with UseVerify=true hands the same files to Verify.Xunit.</summary>
internal static class Snapshot
{
    public const string AcceptVariable = "LKCA_ACCEPT_SNAPSHOTS";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Verify(IReadOnlyDictionary<string, string> files, [CallerFilePath] string path = "", [CallerMemberName] string test = "")
    {
        var accept = Environment.GetEnvironmentVariable(AcceptVariable) == "1";
#if USE_VERIFY
        if (!accept)
        {
            RealVerify.Run(files, path, test);
            return;
        }
#endif
        var differences = Compare(files, Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}.{test}", accept);
        Assert.True(differences.Count == 0, string.Join("\n", differences) + $"\nRead the .received.cs files; {AcceptVariable}=1 accepts them.");
    }

    /// <summary>What differs, one line a file. Writes and removes .received.cs files, and accepted ones where <paramref name="accept"/>.</summary>
    internal static List<string> Compare(IReadOnlyDictionary<string, string> files, string folder, string name, bool accept)
    {
        var differences = new List<string>();
        foreach (var (hint, text) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var stem = Path.Combine(folder, $"{name}#{Path.GetFileNameWithoutExtension(hint)}");
            var (verified, received) = (stem + ".verified.cs", stem + ".received.cs");
            var actual = $"//HintName: {hint}\n{text}";
            var expected = File.Exists(verified) ? File.ReadAllText(verified, Utf8).Replace("\r\n", "\n") : null;
            File.Delete(received);
            if (actual == expected)
            {
                continue;
            }

            File.WriteAllText(accept ? verified : received, actual, Utf8);
            if (!accept)
            {
                differences.Add($"{Path.GetFileName(verified)}: {Difference(expected, actual)}");
            }
        }

        var wanted = files.Keys.Select(hint => $"{name}#{Path.GetFileNameWithoutExtension(hint)}.verified.cs").ToHashSet();
        foreach (var left in Directory.GetFiles(folder, name + "#*.verified.cs").Where(file => !wanted.Contains(Path.GetFileName(file))))
        {
            if (accept)
            {
                File.Delete(left);
            }
            else
            {
                differences.Add($"{Path.GetFileName(left)}: no such file is generated");
            }
        }

        return differences;
    }

    private static string Difference(string? expected, string actual)
    {
        if (expected is null)
        {
            return "nobody has accepted this file yet";
        }

        var (was, now) = (expected.Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(was.Length, now.Length)).First(i => was.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));
        return $"line {line + 1} was \"{was.ElementAtOrDefault(line)}\", is \"{now.ElementAtOrDefault(line)}\"";
    }
}
