using System;
using System.Linq;
using System.Threading;
using Lkca.Conformance.Support;
using Lkca.Models;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>Results do not depend on the number of threads, to the bit, nor on which images share a batch.</summary>
public sealed class DeterminismTests
{
    private const int Batch = 17;

    public static TheoryData<string> Models => GoldenModels.Few;

    [Theory]
    [MemberData(nameof(Models))]
    public void OneTwoAndThreeThreadsGiveTheSameBits(string model)
    {
        var compiled = GoldenModels.Named(model);
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), compiled.Info.Precision);
        var draws = new Draws(5);
        var images = draws.Normal(Batch * golden.Config.ImageSize);
        var targets = draws.Targets(Batch, golden.Config.Classes);

        var one = Run(1);
        Assert.All(one, part => Assert.True(part.Value.Length > 0));
        foreach (var threads in new[] { 2, 3 })
        {
            foreach (var (alone, together) in one.Zip(Run(threads)))
            {
                var equal = alone.Value.AsSpan().SequenceEqual(together.Value);
                Assert.True(equal, $"{model}: {alone.What} of {threads} threads differ from those of one");
            }
        }

        (string What, byte[] Value)[] Run(int threads)
        {
            using var session = compiled.Open(Batch, threads);
            session.SetWeights(golden.Parameters);
            var logits = session.Forward(images);
            var (loss, imageGradient) = session.Differentiate(images, targets, Options(0));
            var gradients = session.Bytes(m => m.Gradients);
            var losses = Enumerable.Range(0, 3).Select(step => session.Step(images, targets, Options(step))).ToArray();
            return
            [
                ("logits", Bits(logits)),
                ("loss", Bits([loss])),
                ("image gradients", Bits(imageGradient)),
                ("gradients", gradients),
                ("losses of three steps", Bits(losses)),
                ("weights after three steps", session.Bytes(m => m.Weights)),
                ("second moments after three steps", session.Bytes(m => m.SecondMoments)),
            ];
        }
    }

    /// <summary>Groups that workers carry one each and groups that they share: whatever a batch's size makes of them.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void LogitsHaveTheSameBitsForEveryBatchAndNumberOfThreads(string model)
    {
        var compiled = GoldenModels.Named(model);
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), compiled.Info.Precision);
        var size = golden.Config.ImageSize;
        var images = new Draws(8).Normal(Batch * size);
        var sessions = new[] { 1, 2, 3, 5 }.Select(threads => compiled.Open(Batch, threads, training: false)).ToArray();
        foreach (var session in sessions)
        {
            session.SetWeights(golden.Parameters);
        }

        for (var batch = 1; batch <= Batch; batch++)
        {
            var logits = sessions.Select(session => Bits(session.Forward(images[..(batch * size)]))).ToArray();
            Assert.All(logits, bits => Assert.Equal(logits[0], bits));
        }

        Array.ForEach(sessions, session => session.Dispose());
    }

    /// <summary>Images of one tile of tokens, of which two workers for each keep a half in a tile of its own: on as many threads as take halves, and on others.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void HalvesOfATileOfTokensGiveTheBitsOfOneThread(int images)
    {
        var data = Array.ConvertAll(new Draws(11).Normal(images * 3 * 32 * 32), value => (float)value);
        var alone = Logits(1);
        Assert.All(new[] { 2, 4, 5 }, threads => Assert.Equal(alone, Logits(threads)));

        float[] Logits(int threads)
        {
            using var model = LkcaTModel.Create(new SessionOptions { MaxBatch = images, Threads = threads, Seed = 12, Training = false });
            var logits = new float[images * 10];
            model.Forward(data, logits);
            model.Forward(data, logits);
            return logits;
        }
    }

    /// <summary>Many short runs on more workers than cores, with pauses: workers that spin, park, are woken late or find no work.</summary>
    [Fact]
    public void CrowdedWorkersNeitherLoseNorRepeatARun()
    {
        const int Images = 33;
        var compiled = GoldenModels.Named("LkcaConvolution");
        var golden = GoldenFile.Gradients("lkca-convolution", "F32");
        var draws = new Draws(10);
        var images = draws.Normal(Images * golden.Config.ImageSize);
        var targets = draws.Targets(Images, golden.Config.Classes);
        Assert.Equal(WeightsAfterSteps(1), WeightsAfterSteps(8));

        byte[] WeightsAfterSteps(int threads)
        {
            using var session = compiled.Open(Images, threads);
            session.SetWeights(golden.Parameters);
            for (var step = 0; step < 150; step++)
            {
                session.Step(images, targets, Options(step));
                if (step % 3 == 0)
                {
                    Thread.Sleep(step % 2);
                }
            }

            return session.Bytes(m => m.Weights);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ImagesInABatchDoNotSeeEachOther(string model)
    {
        var compiled = GoldenModels.Named(model);
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), compiled.Info.Precision);
        var (size, classes) = (golden.Config.ImageSize, golden.Config.Classes);
        var images = new Draws(6).Normal(Batch * size);
        using var session = compiled.Open(Batch);
        session.SetWeights(golden.Parameters);
        var oneByOne = Enumerable.Range(0, Batch).SelectMany(image => session.Forward(images[(image * size)..((image + 1) * size)])).ToArray();
        Assert.Equal(Batch * classes, oneByOne.Length);

        foreach (var batch in new[] { 1, 2, 5, 9, Batch })
        {
            var logits = session.Forward(images[..(batch * size)]);
            Compare.Close($"{model}, batch of {batch}", logits, oneByOne[..(batch * classes)], compiled.Info.Precision == "F64" ? 1e-13 : 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void TheLossOfABatchIsTheMeanOverItsImages(string model)
    {
        var compiled = GoldenModels.Named(model);
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), compiled.Info.Precision);
        var (size, classes) = (golden.Config.ImageSize, golden.Config.Classes);
        var draws = new Draws(7);
        var images = draws.Normal(Batch * size);
        var targets = draws.Targets(Batch, classes);
        using var session = compiled.Open(Batch);
        session.SetWeights(golden.Parameters);
        var options = new StepOptions { LabelSmoothing = 0.1 };
        var gradientOfHead = new double[classes];
        double loss = 0;
        for (var image = 0; image < Batch; image++)
        {
            loss += session.Loss(images[(image * size)..((image + 1) * size)], targets[(image * classes)..((image + 1) * classes)], options) / Batch;
            var one = session.Gradient("head.bias");
            for (var c = 0; c < classes; c++)
            {
                gradientOfHead[c] += one[c] / Batch;
            }
        }

        var tolerance = compiled.Info.Precision == "F64" ? 1e-12 : 5e-6;
        Compare.Close("loss", [session.Loss(images, targets, options)], [loss], tolerance);
        Compare.Close("grad.head.bias", session.Gradient("head.bias"), gradientOfHead, tolerance);
    }

    [Fact]
    public void TheSeedDecidesTheInitialWeights()
    {
        var compiled = GoldenModels.Named("HybridTwoToOne");
        using var first = compiled.Open(1, threads: 1, seed: 7);
        using var second = compiled.Open(4, threads: 3, seed: 7);
        using var other = compiled.Open(1, threads: 1, seed: 8);
        var weights = first.Bytes(m => m.Weights);
        Assert.Equal(weights, second.Bytes(m => m.Weights));
        Assert.NotEqual(weights, other.Bytes(m => m.Weights));
        other.Model.Initialize(7);
        Assert.Equal(weights, other.Bytes(m => m.Weights));
    }

    private static StepOptions Options(int step) => new() { LabelSmoothing = 0.1, DropPath = 0.1, Seed = 2, Step = step };

    private static byte[] Bits(double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
