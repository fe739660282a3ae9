using System;
using System.Globalization;
using TorchSharp;

namespace Lkca.Bench.Torch;

internal static class Commands
{
    public static int Run(string[] args)
    {
        var (device, threads) = (Text("--device") ?? "cpu", Number("--threads", 1));
        torch.InitializeDeviceType(device.StartsWith("cuda", StringComparison.Ordinal) ? DeviceType.CUDA : DeviceType.CPU);
        switch (args)
        {
            case ["step", ..]:
                StepTimes.Run(device, Number("--batch", 128), threads, Number("--rounds", 10));
                return 0;
            case ["views", ..]:
                ViewCosts.Run(device, threads);
                return 0;
            default:
                Console.Error.WriteLine("step or views is expected");
                return 2;
        }

        string? Text(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

        int Number(string name, int otherwise) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }
}
