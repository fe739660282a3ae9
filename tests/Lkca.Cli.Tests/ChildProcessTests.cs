using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Lkca.Runtime.Reporting;
using Lkca.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Lkca.Cli.Tests;

/// <summary>The command line as a process: killed, interrupted, resumed.</summary>
public sealed class ChildProcessTests(ITestOutputHelper output) : IDisposable
{
    private readonly ITestOutputHelper _output = output;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Kills at moments that are drawn evenly over the life of a process: while it starts, trains, tests and writes. The environment
    /// variable LKCA_KILLS sets their number; the nightly profile takes 50. The number of threads and of workers changes from process to process.</summary>
    [Theory]
    [InlineData("StandIn", "default", "")]
    [InlineData("Lkca05M", "default", "")]
    [InlineData("Lkca05M", "paper-cifar10", "averageDecay=0.9 maxGradientNorm=1 accumulate=2 passesPerEpoch=2")]
    public void Killing_and_resuming_gives_the_same_bytes(string model, string recipe, string settings)
    {
        string[] options = ["--recipe", recipe, .. settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(s => new[] { "--set", s })];
        var life = Stopwatch.StartNew();
        Assert.Equal(0, Finish(Start("whole", model, options: options)).Code);
        life.Stop();
        var (random, kills, partial) = (new Random(1), 0, 0);
        var least = int.Parse(Environment.GetEnvironmentVariable("LKCA_KILLS") ?? "3", CultureInfo.InvariantCulture);
        for (var tries = 0; kills < least; tries++)
        {
            Assert.True(tries < 20 * least, "the processes end before they are killed");
            var (finished, error) = KillAfter(random.Next((int)life.ElapsedMilliseconds), Start("killed", model, threads: 1 + tries % 2, workers: 1 + tries % 3, options: options));
            Assert.DoesNotContain("warning", error, StringComparison.Ordinal);
            kills += finished ? 0 : 1;
            partial += Directory.Exists(_folder.At("killed")) ? Directory.GetFiles(_folder.At("killed"), "*.partial", SearchOption.AllDirectories).Length : 0;
            if (finished)
            {
                Directory.Delete(_folder.At("killed"), recursive: true);
            }
        }

        Assert.Equal(0, Finish(Start("killed", model, options: options)).Code);
        foreach (var file in new[] { "last.safetensors", "best.safetensors", "checkpoints/step-000000064.safetensors" })
        {
            Assert.Equal(File.ReadAllBytes(_folder.At("whole", file)), File.ReadAllBytes(_folder.At("killed", file)));
        }

        Assert.Equal([1, 2, 3, 4], MetricsFile.Read(_folder.At("killed", "metrics.jsonl")).Select(m => m.Epoch));
        Assert.Equal(4, File.ReadAllLines(_folder.At("killed", "metrics.jsonl")).Length);
        Assert.Empty(Directory.GetFiles(_folder.At("killed"), "*.partial", SearchOption.AllDirectories));
        _output.WriteLine($"{model}, {recipe} {settings}: {kills} kills, {partial} of them while a file was written");
    }

    [Fact]
    public void An_interrupted_run_saves_says_so_and_ends_with_1()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var process = Start("stopped", "StandIn", epochs: 10_000);
        WaitFor(process, () => Directory.Exists(_folder.At("stopped", "checkpoints")) && Directory.GetFiles(_folder.At("stopped", "checkpoints"), "step-*").Length > 0);
        Assert.Equal(0, Kill(process.Id, 15));
        var (code, output, error) = Finish(process);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("stopped and saved at step", error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.At("stopped", "last.safetensors")));
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private Process Start(string folder, string model, int epochs = 4, int threads = 1, int workers = 1, string[]? options = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(LkcaApp).Assembly.Location, "train", model, "--models", typeof(ChildProcessTests).Assembly.Location,
            "--data", "synthetic:train=64,test=10", "--epochs", $"{epochs}", "--batch", "4", "--checkpoint-every", "3", "--threads", $"{threads}", "--workers", $"{workers}", "--out", _folder.At(folder), "--resume", .. options ?? []])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>Kills a process, as kill -9 does, unless it has ended by then.</summary>
    private static (bool Finished, string Error) KillAfter(int milliseconds, Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        process.WaitForExit(milliseconds);
        process.Kill();
        var (code, _, _) = Finish(process, error);
        return (code == 0, error.Result);
    }

    private static (int Code, string Output, string Error) Finish(Process process, Task<string>? errors = null)
    {
        using (process)
        {
            errors ??= process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
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
