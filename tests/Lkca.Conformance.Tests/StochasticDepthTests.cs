using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>Stochastic depth: each branch of each sample is either left out or scaled by 1/(1−p), decided by (seed, step, sample, branch) alone.
/// The masks are found by comparing a sample's loss with the naive network's loss under every mask.</summary>
public sealed class StochasticDepthTests
{
    private const double P = 0.3;

    public static TheoryData<string> Models => ["LkcaLocalValueBiasF64", "LkcaConvolutionF64", "MhsaClassTokenF64"];

    [Theory]
    [MemberData(nameof(Models))]
    public void ASampleKeepsOrDropsWholeBranchesAtTheStatedRate(string model)
    {
        var setting = new Setting(model);
        using var session = setting.Open(1);
        var lossOfMask = setting.LossOfEveryMask();
        const int Steps = 400;
        var kept = new int[setting.Branches];
        var seen = new HashSet<int>();
        for (var step = 0; step < Steps; step++)
        {
            var loss = session.Loss(setting.Image, setting.Target, Options(P, step));
            var mask = Array.FindIndex(lossOfMask, expected => Math.Abs(expected - loss) <= 1e-11);
            Assert.True(mask >= 0, FormattableString.Invariant($"step {step}: no mask of branches at scale 1/(1−p) gives the loss {loss:R}"));
            seen.Add(mask);
            for (var branch = 0; branch < kept.Length; branch++)
            {
                kept[branch] += (mask >> branch) & 1;
            }
        }

        // Standard deviation of the rate: √(p(1−p)/400) = 0.023; five of them.
        Assert.All(kept, count => Assert.InRange(count / (double)Steps, 1 - P - 0.115, 1 - P + 0.115));
        Assert.True(seen.Count > setting.Branches, "the branches of a sample must be drawn one by one");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void SamplesOfABatchAreDrawnOneByOne(string model)
    {
        var setting = new Setting(model);
        const int Batch = 16;
        using var session = setting.Open(Batch);
        using var alone = setting.Open(1);
        var (_, gradient) = session.Differentiate(Setting.Repeated(setting.Image, Batch), Setting.Repeated(setting.Target, Batch), Options(P, 5));
        var perSample = gradient.Chunk(setting.Image.Length).Select(rows => Array.ConvertAll(rows, value => value * Batch)).ToArray();
        Assert.True(perSample.Select(rows => rows.Sum(Math.Abs)).Distinct().Count() > 3, "equal images must get different masks");

        var (_, first) = alone.Differentiate(setting.Image, setting.Target, Options(P, 5));
        Compare.Close("the first sample does not depend on the batch around it", perSample[0], first, 1e-11);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void DrawsFollowSeedAndStep(string model)
    {
        var setting = new Setting(model);
        using var session = setting.Open(1);
        double[] Losses(ulong seed) =>
            [.. Enumerable.Range(0, 40).Select(step => session.Loss(setting.Image, setting.Target, Options(P, step) with { Seed = seed }))];
        var first = Losses(1);
        Assert.Equal(first, Losses(1));
        Assert.NotEqual(first, Losses(2));
        Assert.True(first.Distinct().Count() > 4, "steps must draw anew");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ProbabilityZeroDropsNothing(string model)
    {
        var setting = new Setting(model);
        using var session = setting.Open(1);
        var whole = setting.LossOfEveryMask(0)[^1];
        var losses = Enumerable.Range(0, 5).Select(step => session.Loss(setting.Image, setting.Target, Options(0, step)));
        Assert.All(losses, loss => Assert.InRange(Math.Abs(loss - whole), 0, 1e-11));
    }

    [Fact]
    public void EvaluationDropsNothing()
    {
        var setting = new Setting("LkcaConvolutionF64");
        using var session = setting.Open(1);
        var before = session.Forward(setting.Image);
        session.Loss(setting.Image, setting.Target, Options(0.9, 1));
        Assert.Equal(before, session.Forward(setting.Image));
    }

    private static StepOptions Options(double p, int step) => new() { LabelSmoothing = 0.1, DropPath = p, Seed = 21, Step = step };

    private sealed class Setting(string model)
    {
        private readonly GoldenFile _golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), "F64");

        public int Branches => 2 * _golden.Config.Depth;

        public double[] Image => _golden.Images[.._golden.Config.ImageSize];

        public double[] Target => _golden.Targets[.._golden.Config.Classes];

        public Session Open(int batch)
        {
            var session = GoldenModels.Named(model).Open(batch);
            session.SetWeights(_golden.Parameters);
            return session;
        }

        /// <summary>The naive network's loss by mask; bit b is set where branch b is kept.</summary>
        public double[] LossOfEveryMask(double p = P)
        {
            var network = new NaiveNetwork(_golden.Config, _golden.Tensors);
            var masks = Enumerable.Range(0, 1 << Branches);
            return [.. masks.Select(mask => NaiveNetwork.Loss(network.Logits(Image, branch => ((mask >> branch) & 1) / (1 - p)), Target, 0.1))];
        }

        public static double[] Repeated(double[] values, int count) => [.. Enumerable.Repeat(values, count).SelectMany(value => value)];
    }
}
