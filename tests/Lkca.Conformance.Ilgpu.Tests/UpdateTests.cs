using System;
using System.Linq;
using Lkca.Conformance.Ilgpu.Support;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance.Ilgpu;

/// <summary>What a step can do beside AdamW on everything: each against the gradients of the same session, computed apart.</summary>
public sealed class UpdateTests
{
    private const string Model = "OtherWideLocal";

    [DeviceFact("cpu")]
    public void Accumulated_halves_are_the_whole_batch()
    {
        using var whole = Open();
        using var parts = Open();
        var (images, targets) = Batch(whole, 4);
        var loss = whole.Step(images, targets, new StepOptions());
        var first = parts.Step(images[..(images.Length / 2)], targets[..(targets.Length / 2)], new StepOptions { MicroBatches = 2 });
        Assert.Equal(0, parts.Model.StepCount);
        var second = parts.Step(images[(images.Length / 2)..], targets[(targets.Length / 2)..], new StepOptions { MicroBatches = 2, MicroBatch = 1, Step = 1 });

        Assert.Equal(1, parts.Model.StepCount);
        Assert.Equal(loss, (first + second) / 2, 1e-5);
        foreach (var parameter in whole.Model.Info.Parameters)
        {
            Compare.Close(parameter.Name, parts.Gradient(parameter.Name), whole.Gradient(parameter.Name), 1e-4);
        }
    }

    [DeviceFact("cpu")]
    public void Gradients_are_clipped_to_their_norm()
    {
        using var plain = Open();
        using var clipped = Open();
        var (images, targets) = Batch(plain, 2);
        plain.Step(images, targets, new StepOptions());
        var norm = Norm(plain);
        clipped.Step(images, targets, new StepOptions { MaxGradientNorm = norm / 3 });

        Assert.Equal(norm / 3, Norm(clipped), 1e-5 * norm);
        var name = plain.Model.Info.Parameters[0].Name;
        Compare.Close(name, clipped.Gradient(name), [.. plain.Gradient(name).Select(g => g / 3)], 1e-5);
    }

    [DeviceFact("cpu")]
    public void Sgd_with_decay_on_matrices_only()
    {
        using var session = Open();
        var before = session.Model.Info.Parameters.ToDictionary(parameter => parameter.Name, parameter => session.Weight(parameter.Name));
        var (images, targets) = Batch(session, 2);
        var options = new StepOptions { Optimizer = Optimizer.Sgd, LearningRate = 0.1, WeightDecay = 0.02, DecayScope = WeightDecayScope.Matrices };
        session.Step(images, targets, options);

        foreach (var parameter in session.Model.Info.Parameters)
        {
            var decay = options.DecayScope.Decays(parameter) ? 0.02 : 0;
            double[] expected = [.. before[parameter.Name].Zip(session.Gradient(parameter.Name), (w, g) => w - (0.1 * (g + (decay * w))))];
            Compare.Close(parameter.Name, session.Weight(parameter.Name), expected, 1e-5);
        }

        Assert.Contains(session.Model.Info.Parameters, p => !options.DecayScope.Decays(p));
    }

    private static Session Open() => new(GoldenModels.Named(Model).Create(new SessionOptions { MaxBatch = 4, Seed = 1 }));

    private static (double[] Images, double[] Targets) Batch(Session session, int count)
    {
        var info = session.Model.Info;
        var draw = new Random(9);
        return (
            [.. Enumerable.Range(0, count * info.Channels * info.Height * info.Width).Select(_ => draw.NextDouble())],
            [.. Enumerable.Range(0, count * info.Classes).Select(i => i % info.Classes == i / info.Classes % info.Classes ? 1.0 : 0.0)]);
    }

    private static double Norm(Session session) => Math.Sqrt(session.Model.Info.Parameters.Sum(parameter => session.Gradient(parameter.Name).Sum(g => g * g)));
}
