using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Lkca.Runtime.Training;
using Xunit;

namespace Lkca.Agreement;

/// <summary>What a step can do beside AdamW with decay everywhere gives the same weights and moments as on the Cpu backend, within 1e-4 after six calls.</summary>
public sealed class UpdateTests
{
    private const int Batch = 4;

    public static TheoryData<string> Rules => [.. Options.Keys];

    private static readonly Dictionary<string, StepOptions> Options = new()
    {
        ["AdamW, decay on matrices"] = new() { DecayScope = WeightDecayScope.Matrices, WeightDecay = 0.5 },
        ["AdamW, the norm measured"] = new() { MeasureGradientNorm = true, LearningRate = 2e-3 },
        ["AdamW, clipped"] = new() { MaxGradientNorm = 0.05 },
        ["AdamW, accumulated"] = new() { MicroBatches = 3 },
        ["SGD"] = new() { Optimizer = Optimizer.Sgd, LearningRate = 0.05 },
        ["SGD, Nesterov, decay on matrices"] = new() { Optimizer = Optimizer.Sgd, LearningRate = 0.05, Nesterov = true, DecayScope = WeightDecayScope.Matrices, WeightDecay = 0.5 },
        ["SGD, accumulated, clipped"] = new() { Optimizer = Optimizer.Sgd, LearningRate = 0.05, MicroBatches = 2, MaxGradientNorm = 0.05 },
        ["SGD, a norm that is not reached"] = new() { Optimizer = Optimizer.Sgd, LearningRate = 0.05, MaxGradientNorm = 1e6 },
    };

    [Theory(Skip = AgreementTests.WithoutTorchSharp)]
    [MemberData(nameof(Rules))]
    public void TorchSharp_updates_as_Cpu_does(string rule) => Agree(rule, HybridOnTorchSharpModel.Create, AgreementTests.TorchDevice);

    [Theory(Skip = AgreementTests.WithoutIlgpu)]
    [MemberData(nameof(Rules))]
    public void Ilgpu_updates_as_Cpu_does(string rule) => Agree(rule, HybridOnIlgpuModel.Create, AgreementTests.IlgpuDevice);

    [Fact]
    public void The_rules_differ()
    {
        var ends = Options.Keys.Where(rule => !rule.Contains("not reached", StringComparison.Ordinal)).Select(rule => string.Join(' ', Run(HybridOnCpuModel.Create, rule)["head.weight"].Take(8))).ToList();
        Assert.Equal(ends.Count, ends.Distinct().Count());
    }

    private static void Agree(string rule, Func<SessionOptions, IVisionModel> create, string device)
    {
        var (actual, expected) = (Run(create, rule, device), Run(HybridOnCpuModel.Create, rule));
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, pair => Compare.Close($"{rule}: {pair.Key}", actual[pair.Key], pair.Value, 1e-4));
    }

    private static Dictionary<string, double[]> Run(Func<SessionOptions, IVisionModel> create, string rule, string device = "cpu")
    {
        using var session = new Session(create(new SessionOptions { MaxBatch = Batch, Threads = 2, Seed = 1, Device = device }));
        var info = session.Model.Info;
        var average = new WeightAverage(session.Model);
        var draws = new Draws(5);
        for (var call = 0; call < 6; call++)
        {
            // The last batch of an epoch is smaller: in the fourth call a single image.
            var count = call == 3 ? 1 : Batch;
            var images = draws.Normal(count * info.Channels * info.Height * info.Width);
            var targets = draws.Targets(count, info.Classes);
            var options = Options[rule] with { LabelSmoothing = 0.1, Step = call, MicroBatch = call % Options[rule].MicroBatches };
            session.Step(images, targets, options);
            if (options.IsLastMicroBatch)
            {
                average.Update(session.Model, 0.9);
            }
        }

        var tensors = new Dictionary<string, double[]> { ["steps"] = [session.Model.StepCount] };
        if (!double.IsNaN(session.Model.GradientNorm))
        {
            tensors["norm of the last gradient"] = [session.Model.GradientNorm];
        }

        foreach (var name in info.Parameters.Select(p => p.Name).Where(name => !name.EndsWith("attn.qkv.bias", StringComparison.Ordinal)))
        {
            // The keys' part of that bias has no effect on softmax: its gradient is rounding noise.
            tensors[name] = session.Weight(name);
            tensors["average of " + name] = Session.Read(average, name);
            tensors["first moment of " + name] = Session.Read(session.Model.FirstMoments, name);
            tensors["gradient of " + name] = Session.Read(session.Model.Gradients, name);
        }

        return tensors;
    }
}
