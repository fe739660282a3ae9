using System;
using System.IO;
using System.Runtime.InteropServices;
using Xunit;

namespace Lkca.Packages.Tests;

/// <summary>A program that trims what it does not use.</summary>
[Collection(OnePacking.Name)]
public class TrimmingTests(PackedFolder packed)
{
    [SkippableFact]
    public void A_trimmed_program_publishes_without_a_warning_and_trains()
    {
        // Trimming needs the runtime and the linker as packages: the only ones here that come from the machine's own feeds.
        var folder = packed.Consumer("Trimmed");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="packed" value="{packed.Packages}" /></packageSources>
            </configuration>
            """);
        var (code, output) = DotNet.Run(folder, "publish", "-r", RuntimeInformation.RuntimeIdentifier, "-o", "published", "-m:1", "-nr:false");
        Skip.If(code != 0 && (output.Contains("NU1101", StringComparison.Ordinal) || output.Contains("NU1102", StringComparison.Ordinal) || output.Contains("NU1301", StringComparison.Ordinal)),
            "the package feed of this machine has no runtime pack or no linker for this runtime");
        Assert.True(code == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);

        var (ended, result) = DotNet.RunProgram(Path.Combine(folder, "published", OperatingSystem.IsWindows() ? "Trimmed.exe" : "Trimmed"), folder, "run");
        Assert.True(ended == 0, result);
        Assert.StartsWith("loss ", result, StringComparison.Ordinal);
    }
}
