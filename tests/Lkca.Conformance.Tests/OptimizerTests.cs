using System;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>What a step can do beside AdamW on everything: each against the gradients of the same session, computed apart.</summary>
public sealed class OptimizerTests
{
    public static TheoryData<string> Models => ["HybridTwoToOneF64", "LkcaToeplitzF64", "MhsaClassTokenStraddlingF64"];

    [Theory]
    [MemberData(nameof(Models))]
    public void AccumulatedHalvesAreTheWholeBatch(string model)
    {
        var compiled = GoldenModels.Named(model);
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), "F64");
        var draws = new Draws(3);
        var (images, targets) = (draws.Normal(6 * golden.Config.ImageSize), draws.Targets(6, golden.Config.Classes));
        using var whole = Open(compiled, golden, 6);
        using var parts = Open(compiled, golden, 6);
        var loss = whole.Step(images, targets, new StepOptions());
        var sum = 0.0;
        for (var k = 0; k < 3; k++)
        {
            var before = parts.Model.StepCount;
            sum += parts.Step(images[(k * images.Length / 3)..((k + 1) * images.Length / 3)], targets[(k * targets.Length / 3)..((k + 1) * targets.Length / 3)],
                new StepOptions { MicroBatch = k, MicroBatches = 3, Step = k });
            Assert.Equal(before + (k == 2 ? 1 : 0), parts.Model.StepCount);
        }

        Assert.Equal(loss, sum / 3, 1e-12);
        foreach (var parameter in compiled.Info.Parameters)
        {
            Compare.Close(parameter.Name, parts.Gradient(parameter.Name), whole.Gradient(parameter.Name), 1e-11);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void GradientsAreClippedToTheirNorm(string model)
    {
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), "F64");
        using var plain = Open(GoldenModels.Named(model), golden, golden.Batch);
        using var clipped = Open(GoldenModels.Named(model), golden, golden.Batch);
        plain.Step(golden.Images, golden.Targets, new StepOptions());
        Assert.Equal(double.NaN, plain.Model.GradientNorm);
        var norm = Norm(plain);
        clipped.Step(golden.Images, golden.Targets, new StepOptions { MaxGradientNorm = norm / 3 });
        Assert.Equal(norm, clipped.Model.GradientNorm, 1e-12 * norm);
        Assert.Equal(norm / 3, Norm(clipped), 1e-5 * norm);
        var first = plain.Model.Info.Parameters[0].Name;
        var factor = norm / 3 / (norm + 1e-6);
        Compare.Close(first, clipped.Gradient(first), [.. plain.Gradient(first).Select(g => g * factor)], 1e-12);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void SgdWithDecayOnMatricesOnly(string model)
    {
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), "F64");
        using var session = Open(GoldenModels.Named(model), golden, golden.Batch);
        var options = new StepOptions { Optimizer = Optimizer.Sgd, LearningRate = 0.1, WeightDecay = 0.02, DecayScope = WeightDecayScope.Matrices };
        session.Step(golden.Images, golden.Targets, options);
        foreach (var parameter in session.Model.Info.Parameters)
        {
            var decay = options.DecayScope.Decays(parameter) ? 0.02 : 0;
            double[] expected = [.. golden.Parameters[parameter.Name].Values.Zip(session.Gradient(parameter.Name), (w, g) => w - 0.1 * (g + decay * w))];
            Compare.Close(parameter.Name, session.Weight(parameter.Name), expected, 1e-13);
        }

        Assert.Contains(session.Model.Info.Parameters, p => options.DecayScope.Decays(p));
        Assert.Contains(session.Model.Info.Parameters, p => !options.DecayScope.Decays(p));
    }

    [Fact]
    public void ClippingGivesTheSameBitsForAnyNumberOfThreads()
    {
        var golden = GoldenFile.Gradients("hybrid-two-to-one", "F32");
        byte[][] results = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            using var session = GoldenModels.Named("HybridTwoToOne").Open(golden.Batch, threads);
            session.SetWeights(golden.Parameters);
            session.Step(golden.Images, golden.Targets, new StepOptions { MaxGradientNorm = 1e-3, Optimizer = Optimizer.Sgd });
            return session.Bytes(m => m.Weights);
        })];
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    private static Session Open(CompiledModel compiled, GoldenFile golden, int batch)
    {
        var session = compiled.Open(batch);
        session.SetWeights(golden.Parameters);
        return session;
    }

    private static double Norm(Session session) =>
        Math.Sqrt(session.Model.Info.Parameters.Sum(p => session.Gradient(p.Name).Sum(g => g * g)));
}
