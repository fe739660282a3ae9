using System;
using System.IO;
using System.Text.Json;
using Lkca.Cli;
using Lkca.Conformance.Ilgpu.Support;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance.Ilgpu;

/// <summary>The verbs of the command line on a device of this backend, and what a device that is not there says.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lkca-ilgpu").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [DeviceFact("cpu")]
    public void A_model_is_trained_resumed_and_evaluated()
    {
        const string Data = "synthetic:train=8,test=4";
        string[] run = ["--data", Data, "--batch", "4", "--out", _folder, "--device", "cpu"];

        Good(["train", "OtherTiny", "--epochs", "1", .. run]);
        Good(["train", "OtherTiny", "--epochs", "1", "--resume", .. run]);
        using var result = JsonDocument.Parse(Good(["evaluate", "OtherTiny", "--weights", Path.Combine(_folder, "last.safetensors"), "--data", Data, "--device", "cpu", "--json"]));

        Assert.Equal(4, result.RootElement.GetProperty("images").GetInt32());
        Assert.True(double.IsFinite(result.RootElement.GetProperty("loss").GetDouble()));
    }

    [DeviceTheory("cpu")]
    [InlineData("cuda:99", "There is no device 'cuda:99'")]
    [InlineData("opencl:99", "There is no device 'opencl:99'")]
    public void A_missing_device_is_one_line_with_exit_code_1(string device, string message)
    {
        var (code, output, error) = Run("bench", "OtherTiny", "--device", device);

        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Contains(message, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [DeviceFact("cpu")]
    public void Without_a_driver_the_message_says_what_to_install()
    {
        foreach (var (kind, driver) in new[] { ("cuda", "an NVIDIA driver (libcuda)"), ("opencl", "an OpenCL driver with generic address space") })
        {
            if (Devices.WhyNot(kind) is { } reason)
            {
                Assert.Contains($"Install {driver}", reason, StringComparison.Ordinal);
            }
        }
    }

    [DeviceFact("cpu")]
    public void An_unknown_device_is_a_wrong_argument()
    {
        var (code, _, error) = Run("bench", "OtherTiny", "--device", "tpu");

        Assert.Equal(2, code);
        Assert.Contains("tpu", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [DeviceFact("cpu")]
    public void A_batch_that_no_kernel_can_index_is_refused_before_memory_is_taken()
    {
        var e = Assert.Throws<DeviceException>(() => GoldenModels.Named("OtherTiny").Create(new SessionOptions { MaxBatch = int.MaxValue / 64 }));

        Assert.Contains("a smaller batch is needed", e.Message, StringComparison.Ordinal);
    }

    private static string Good(params string[] args)
    {
        var (code, output, error) = Run(args);
        Assert.True(code == 0, $"exit code {code}: {error}");
        return output;
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        using StringWriter writtenOutput = new(), writtenError = new();
        try
        {
            Console.SetOut(writtenOutput);
            Console.SetError(writtenError);
            return (LkcaApp.Run(args), writtenOutput.ToString(), writtenError.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
