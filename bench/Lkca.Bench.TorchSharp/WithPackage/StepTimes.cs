using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Lkca.Models.TorchSharp;
using Lkca.Runtime;
using TorchSharp;

namespace Lkca.Bench.Torch;

/// <summary>A training step of LKCA-B, compiled and by autograd, in turn in one process: what counts are the ratios of neighbours in time.</summary>
internal static class StepTimes
{
    private static readonly StepOptions Options = new() { LabelSmoothing = 0.1 };

    public static void Run(string device, int batch, int threads, int rounds)
    {
        torch.set_num_threads(threads);
        using var model = LkcaBTorchSharpModel.Create(new SessionOptions { MaxBatch = batch, Threads = threads, Device = device, Seed = 1 });
        var random = new Random(1);
        var info = model.Info;
        foreach (var kernel in info.Parameters.Where(p => p.Name.EndsWith("kernel", StringComparison.Ordinal)))
        {
            foreach (ref var value in MemoryMarshal.Cast<byte, float>(model.Weights.Bytes(kernel.Name)))
            {
                value = (float)(random.NextDouble() - 0.5) / 8;
            }
        }

        model.Upload();
        var images = Values(batch * info.Channels * info.Height * info.Width, () => (float)((2 * random.NextDouble()) - 1));
        var targets = new float[batch * info.Classes];
        for (var image = 0; image < batch; image++)
        {
            targets[(image * info.Classes) + random.Next(info.Classes)] = 1;
        }

        using var matmul = new AutogradModel(model, 4, device, batched: false, Options);
        using var batched = new AutogradModel(model, 4, device, batched: true, Options);
        Compare(model, matmul, images, targets);
        Compare(model, batched, images, targets);

        Action[] steps = [() => model.Step(images, targets, Options), () => matmul.Step(images, targets, 0.1), () => batched.Step(images, targets, 0.1)];
        var clock = new Clock(device, threads);
        var times = steps.Select(_ => new List<double>()).ToArray();
        for (var round = -2; round < rounds; round++)
        {
            for (var i = 0; i < steps.Length; i++)
            {
                var time = clock.Time(steps[i]);
                if (round >= 0)
                {
                    times[i].Add(time / 1000);
                }
            }
        }

        Console.WriteLine(FormattableString.Invariant($"LKCA-B, batch {batch}, {device}, {threads} threads, {rounds} rounds in turn, {clock.Unit}; libtorch through TorchSharp {typeof(torch).Assembly.GetName().Version}"));
        Report("compiled", times[0], times[0]);
        Report("autograd, torch.matmul", times[1], times[0]);
        Report("autograd, batched product", times[2], times[0]);
    }

    private static void Compare(LkcaBTorchSharpModel model, AutogradModel peer, float[] images, float[] targets)
    {
        const string Name = "blocks.0.lkca.kernel";
        var loss = model.Differentiate(images, targets, Options, Span<float>.Empty);
        model.Download();
        var gradient = MemoryMarshal.Cast<byte, float>(model.Gradients.Bytes(Name));
        var (peerLoss, peerGradient) = peer.Differentiate(images, targets, 0.1, Name);
        double difference = 0, largest = 0;
        for (var i = 0; i < gradient.Length; i++)
        {
            (difference, largest) = (Math.Max(difference, Math.Abs(gradient[i] - peerGradient[i])), Math.Max(largest, Math.Abs(peerGradient[i])));
        }

        if (!(Math.Abs(loss - peerLoss) <= 1e-4 * peerLoss && difference <= 1e-3 * largest))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The peer computes another model: loss {loss} and {peerLoss}, gradient of {Name} off by {difference / largest:E1}."));
        }
    }

    private static void Report(string name, List<double> times, List<double> ours)
    {
        var ratios = times.Zip(ours, (peer, own) => peer / own).Order().ToArray();
        Console.WriteLine(FormattableString.Invariant($"{name,-28} median {times.Order().ElementAt(times.Count / 2),8:F1} ms, least {times.Min(),8:F1} ms, ratio to compiled: median {ratios[ratios.Length / 2]:F2}, from {ratios[0]:F2} to {ratios[^1]:F2}"));
    }

    private static float[] Values(int count, Func<float> draw)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
        {
            value = draw();
        }

        return values;
    }
}
