using System;
using System.IO;
using System.Text.Json;
using Xunit;

namespace Lkca.Cli.Tests;

/// <summary>Runs the command line in this process, with this assembly's models.</summary>
internal static class Cli
{
    public static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var code = LkcaApp.Run(args, output, error, typeof(Cli).Assembly);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs something that must work and returns its standard output.</summary>
    public static string Good(params string[] args)
    {
        var (code, output, error) = Run(args);
        Assert.True(code == 0, $"exit code {code}: {error}");
        return output;
    }

    /// <summary>Runs something that must work and returns the JSON on its standard output.</summary>
    public static JsonElement Json(params string[] args)
    {
        using var document = JsonDocument.Parse(Good([.. args, "--json"]));
        return document.RootElement.Clone();
    }

    /// <summary>Runs something that must be refused and returns the one line on standard error.</summary>
    public static string Refused(int code, params string[] args)
    {
        var (actual, output, error) = Run(args);
        Assert.Equal(code, actual);
        Assert.Equal("", output);
        Assert.StartsWith("lkca: ", error, StringComparison.Ordinal);
        return Assert.Single(error.TrimEnd().Split('\n'));
    }
}
