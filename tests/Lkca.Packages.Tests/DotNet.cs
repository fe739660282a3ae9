using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Xunit;

namespace Lkca.Packages.Tests;

/// <summary>Runs programs as a user would: nothing of the test run's own environment, and no build server that outlives it.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>What `dotnet test` sets for itself and a build below it must not see.</summary>
    private static readonly string[] OwnVariables = ["MSBUILD", "VSTEST", "TESTINGPLATFORM", "LKCA", "COVERLET", "DOTNET_CLI_TESTINGPLATFORM"];

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["LC_ALL"] = "C",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["MSBUILDTERMINALLOGGER"] = "off",
        ["UseSharedCompilation"] = "false",
        ["NO_COLOR"] = "1",
    };

    /// <summary>Runs <c>dotnet</c> in a folder; the exit code, and everything that it wrote.</summary>
    public static (int Code, string Output) Run(string folder, params string[] arguments) => RunProgram("dotnet", folder, arguments);

    /// <summary>Runs <c>dotnet</c>, which must end with 0; everything that it wrote.</summary>
    public static string Good(string folder, params string[] arguments)
    {
        var (code, output) = Run(folder, arguments);
        Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)} ended with {code} in {folder}:\n{output}");
        return output;
    }

    /// <summary>Runs a program in a folder; the exit code, and everything that it wrote.</summary>
    public static (int Code, string Output) RunProgram(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(k => OwnVariables.Any(o => k.StartsWith(o, StringComparison.OrdinalIgnoreCase))).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within {Patience.TotalMinutes} minutes");
        }

        return (process.ExitCode, output.Result + error.Result);
    }
}
