using System;
using System.Diagnostics;
using TorchSharp;

namespace Lkca.Bench.Torch;

/// <summary>Microseconds that an action takes: on one thread of a CPU the processor time of this process, which neighbours on the machine change least; otherwise elapsed time, up to the last of a GPU's kernels.</summary>
internal sealed class Clock(string device, int threads)
{
    private readonly bool _isCuda = device.StartsWith("cuda", StringComparison.Ordinal);

    public string Unit => IsProcessorTime ? "processor time" : "elapsed time";

    private bool IsProcessorTime => !_isCuda && threads == 1;

    public double Time(Action action)
    {
        var start = Now();
        action();
        return Now() - start;
    }

    private double Now()
    {
        if (_isCuda)
        {
            torch.cuda.synchronize();
        }

        return IsProcessorTime ? Environment.CpuUsage.TotalTime.TotalMicroseconds : Stopwatch.GetTimestamp() * 1e6 / Stopwatch.Frequency;
    }
}
