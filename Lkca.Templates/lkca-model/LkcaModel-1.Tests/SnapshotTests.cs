using System.Reflection;
using Xunit;

namespace Tests;

/// <summary>What the compiler makes of the models is what somebody has read and accepted. LKCA_ACCEPT_SNAPSHOTS=1 accepts what it makes now.</summary>
public class SnapshotTests
{
    private static readonly string Snapshots = Setting("Snapshots");

    [Fact]
    public void Generated_code_is_what_was_accepted()
    {
        var accept = Environment.GetEnvironmentVariable("LKCA_ACCEPT_SNAPSHOTS") == "1";
        var generated = Directory.GetFiles(Setting("Generated"), "*.g.cs", SearchOption.AllDirectories).Order().ToArray();
        Assert.NotEmpty(generated);
        if (accept)
        {
            Directory.CreateDirectory(Snapshots);
            Array.ForEach(Directory.GetFiles(Snapshots), File.Delete);
        }

        var differences = generated.Select(file => Compare(file, accept)).OfType<string>().Concat(Left(generated)).ToArray();
        Assert.True(differences.Length == 0, string.Join("\n", differences)
            + "\nRead the .received.cs files beside the accepted ones in " + Snapshots + "; LKCA_ACCEPT_SNAPSHOTS=1 dotnet test accepts them.");
    }

    /// <summary>The first difference of one file, or null. What differs is written beside the accepted file.</summary>
    private static string? Compare(string file, bool accept)
    {
        var actual = Text(file);
        var (verified, received) = (Accepted(file), Accepted(file).Replace(".verified.cs", ".received.cs"));
        File.Delete(received);
        if (accept)
        {
            File.WriteAllText(verified, actual);
        }

        var expected = File.Exists(verified) ? Text(verified) : "";
        if (actual == expected)
        {
            return null;
        }

        File.WriteAllText(received, actual);
        var (was, now) = (expected.Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(was.Length, now.Length)).First(i => was.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));
        return $"{Path.GetFileName(verified)}, line {line + 1} was \"{was.ElementAtOrDefault(line)}\", is \"{now.ElementAtOrDefault(line)}\"";
    }

    /// <summary>Accepted files of models that are gone.</summary>
    private static IEnumerable<string> Left(string[] generated) => Directory.GetFiles(Snapshots, "*.verified.cs")
        .Except(generated.Select(Accepted)).Select(file => Path.GetFileName(file) + ": no such file is generated");

    private static string Accepted(string file) => Path.Combine(Snapshots, Path.GetFileNameWithoutExtension(file) + ".verified.cs");

    private static string Text(string file) => File.ReadAllText(file).Replace("\r\n", "\n");

    private static string Setting(string key) => typeof(SnapshotTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == key).Value!;
}
