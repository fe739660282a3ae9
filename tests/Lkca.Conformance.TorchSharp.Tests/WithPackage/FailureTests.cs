using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;

namespace Lkca.Conformance.WithPackage;

/// <summary>The command line as a process, with a native library that is missing or not the one that TorchSharp asks for: one line says what to reference, and the exit code is 1.</summary>
public sealed class FailureTests : IDisposable
{
    private static readonly string NativeName = OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lkca-failure");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void No_native_library() => Refused(native: null);

    [Fact]
    public void A_native_library_that_lacks_what_is_called() =>
        Refused(native: Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*System.IO.Compression.Native.*").First(path => Path.GetExtension(path) == Path.GetExtension(NativeName)));

    [Fact]
    public void A_file_that_is_no_library() => Refused(native: Path.Combine(AppContext.BaseDirectory, "Lkca.Runtime.dll"));

    [Fact]
    public void Libtorch_says_out_of_memory_in_words_that_are_known()
    {
        var inner = Assert.ThrowsAny<ExternalException>(() => torch.zeros([1L << 50]));
        Assert.Contains("device cpu is out of memory with 512 images; a smaller batch", Runtime.Torch.TorchDevice.Failure("M", "cpu", 512, inner).Message, StringComparison.Ordinal);
    }

    private void Refused(string? native)
    {
        // Everything of the program but native libraries; the stand-in, where there is one, where TorchSharp looks first.
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory).Where(path => Path.GetExtension(path) is ".dll" or ".json" && !path.Contains("LibTorchSharp", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }

        File.Delete(Path.Combine(_folder.FullName, "lkca.deps.json"));
        if (native is not null)
        {
            File.Copy(native, Path.Combine(_folder.FullName, NativeName));
        }

        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [Path.Combine(_folder.FullName, "lkca.dll"), "bench", "LkcaToeplitz", "--batch", "1", "--seconds", "0.1", "--models", Path.Combine(_folder.FullName, Path.GetFileName(GetType().Assembly.Location))])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((1, ""), (process.ExitCode, output));
        var line = Assert.Single(error.Result.TrimEnd().Split('\n'));
        Assert.StartsWith("lkca: libtorch cannot be loaded: reference the package TorchSharp-cpu", line, StringComparison.Ordinal);
        Assert.Contains("0.10", line, StringComparison.Ordinal);
    }
}
