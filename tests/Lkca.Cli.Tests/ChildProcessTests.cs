using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Lkca.Tests;
using Xunit;

namespace Lkca.Cli.Tests;

/// <summary>The command line as a process: killed, interrupted, resumed.</summary>
public sealed class ChildProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("StandIn")]
    [InlineData("Lkca05M")]
    public void Killing_and_resuming_gives_the_same_bytes(string model)
    {
        Assert.Equal(0, Finish(Start("whole", model)).Code);
        var random = new Random(1);
        for (var kills = 0; kills < 3; kills++)
        {
            var process = Start("killed", model);
            WaitFor(process, () => File.Exists(_folder.At("killed", "state.safetensors")));
            process.WaitForExit(random.Next(300));
            process.Kill();
            process.WaitForExit();
        }

        Assert.Equal(0, Finish(Start("killed", model)).Code);
        foreach (var file in new[] { "last.safetensors", "state.safetensors" })
        {
            Assert.Equal(File.ReadAllBytes(_folder.At("whole", file)), File.ReadAllBytes(_folder.At("killed", file)));
        }

        Assert.Equal(4, File.ReadAllLines(_folder.At("killed", "metrics.jsonl")).Length);
    }

    [Fact]
    public void An_interrupted_run_saves_says_so_and_ends_with_1()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var process = Start("stopped", "StandIn", epochs: 10_000);
        WaitFor(process, () => File.Exists(_folder.At("stopped", "state.safetensors")));
        Assert.Equal(0, Kill(process.Id, 15));
        var (code, output, error) = Finish(process);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("stopped and saved at step", error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.At("stopped", "last.safetensors")));
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private Process Start(string folder, string model, int epochs = 4)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(LkcaApp).Assembly.Location, "train", model, "--models", typeof(ChildProcessTests).Assembly.Location,
            "--data", "synthetic:train=64,test=10", "--epochs", $"{epochs}", "--batch", "4", "--checkpoint-every", "3", "--out", _folder.At(folder), "--resume"])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static (int Code, string Output, string Error) Finish(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output.Result, error);
        }
    }

    private static void WaitFor(Process process, Func<bool> condition)
    {
        for (var waited = 0; !condition() && !process.HasExited; waited += 20)
        {
            Assert.True(waited < 120_000, "the child process does nothing");
            Thread.Sleep(20);
        }
    }
}
