using System;
using System.Globalization;
using Lkca.Cli.Arguments;
using Lkca.Cli.Output;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca bench MODEL</c>: speed, memory and share of the machine's peak.</summary>
internal sealed class BenchVerb : Verb
{
    public override string Name => "bench";

    public override string Summary => "seconds per training step and inference, memory, share of the measured FMA peak";

    public override string[] Arguments => ["MODEL"];

    public override Option[] Options =>
    [
        new("batch", "N", "images per step (default 128)"),
        new("seconds", "S", "time for each measurement (default 3)"),
        new("drop-path", "X", "stochastic depth of the training step (default 0)"),
        .. Option.Session,
    ];

    public override int Run(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var handle = invocation.Model();
        var batch = arguments.Integer("batch", 128, 1, 65536);
        var seconds = arguments.Number("seconds") ?? 3;
        if (seconds is <= 0 or > 3600)
        {
            throw new UsageException($"--seconds {seconds.ToString(CultureInfo.InvariantCulture)}: above 0 and up to 3600 is expected");
        }

        var dropPath = arguments.Number("drop-path") ?? 0;
        if (dropPath is not (>= 0 and < 1))
        {
            throw new UsageException($"--drop-path {dropPath.ToString(CultureInfo.InvariantCulture)}: a probability from 0 to below 1 is expected");
        }

        var threads = arguments.Integer("threads", 0, 0, 1024) is var given and > 0 ? given : Environment.ProcessorCount;
        var result = new Benchmark(handle.Description, batch, threads, seconds, dropPath, (size, training) => invocation.Open(handle, size, training, seed: 0)).Run();
        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, result);
            return 0;
        }

        string Text(FormattableString text) => FormattableString.Invariant(text);
        TextTable.Write(invocation.Output, [],
        [
            ["model", handle.Description.Name],
            ["threads, batch", Text($"{result.threads}, {result.batch}")],
            ["training step", Text($"{result.train_step_s * 1e3:F2} ms, {batch / result.train_step_s:F0} images/s")],
            ["inference", Text($"{result.inference_s * 1e3:F2} ms, {batch / result.inference_s:F0} images/s")],
            ["inference of one image", Text($"{result.inference_batch1_s * 1e3:F3} ms")],
            ["peak memory", Text($"{result.peak_rss_mib:F0} MiB")],
            ["FMA peak, measured", Text($"{result.fma_peak_gflops:F1} GFLOP/s, lowest {100 * result.fma_peak_drop:F1} % below")],
            ["share of it, training", Text($"{100 * result.train_fma_share:F1} % executed, {100 * result.train_honest_share:F1} % by the model's own MACs")],
            ["share of it, inference", Text($"{100 * result.inference_fma_share:F1} % executed")],
            ["managed memory", Text($"{result.managed_bytes_per_step} bytes per step")],
        ]);
        return 0;
    }
}
