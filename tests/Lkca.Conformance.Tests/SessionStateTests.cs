using System;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>Weights and optimiser state can be read, written and carried to another session between steps without changing a bit of what
/// follows.</summary>
public sealed class SessionStateTests
{
    public static TheoryData<string> Models => GoldenModels.Few;

    [Theory]
    [MemberData(nameof(Models))]
    public void DownloadAndUploadBetweenStepsChangeNothing(string model)
    {
        var setting = new Setting(model);
        using var plain = setting.Open();
        using var synchronised = setting.Open();
        for (var step = 0; step < 3; step++)
        {
            setting.Step(plain, step);
            synchronised.Model.Download();
            synchronised.Model.Upload();
            setting.Step(synchronised, step);
        }

        Assert.Equal(plain.Bytes(m => m.Weights), synchronised.Bytes(m => m.Weights));
        Assert.Equal(setting.Logits(plain), setting.Logits(synchronised));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ACopiedSessionContinuesToTheBit(string model)
    {
        var setting = new Setting(model);
        using var original = setting.Open();
        setting.Step(original, 0);
        setting.Step(original, 1);
        using var copy = setting.Open();
        setting.Step(copy, 9);
        original.Model.Download();
        foreach (var store in new Func<IVisionModel, IParameterStore>[] { m => m.Weights, m => m.FirstMoments, m => m.SecondMoments })
        {
            foreach (var parameter in original.Model.Info.Parameters)
            {
                store(original.Model).Bytes(parameter.Name).CopyTo(store(copy.Model).Bytes(parameter.Name));
            }
        }

        copy.Model.StepCount = original.Model.StepCount;
        copy.Model.Upload();

        setting.Step(original, 2);
        setting.Step(copy, 2);
        Assert.Equal(original.Bytes(m => m.Weights), copy.Bytes(m => m.Weights));
        Assert.Equal(original.Bytes(m => m.FirstMoments), copy.Bytes(m => m.FirstMoments));
        Assert.Equal(original.Bytes(m => m.SecondMoments), copy.Bytes(m => m.SecondMoments));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void UploadMakesEverythingDerivedFromTheWeightsStale(string model)
    {
        var setting = new Setting(model);
        using var session = setting.Open();
        var before = setting.Logits(session);
        setting.Step(session, 0);
        setting.Step(session, 1);
        Assert.NotEqual(before, setting.Logits(session));
        session.SetWeights(setting.Golden.Parameters);
        Assert.Equal(before, setting.Logits(session));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void InitializeClearsTheOptimiser(string model)
    {
        var setting = new Setting(model);
        using var used = setting.Open();
        setting.Step(used, 0);
        used.Model.Initialize(3);
        Assert.Equal(0, used.Model.StepCount);
        Assert.All(used.Bytes(m => m.FirstMoments), value => Assert.Equal(0, value));
        used.SetWeights(setting.Golden.Parameters);
        using var fresh = setting.Open();
        setting.Step(used, 1);
        setting.Step(fresh, 1);
        Assert.Equal(fresh.Bytes(m => m.Weights), used.Bytes(m => m.Weights));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ASessionForInferenceGivesTheSameLogits(string model)
    {
        var setting = new Setting(model);
        using var training = setting.Open();
        using var inference = GoldenModels.Named(model).Open(setting.Golden.Batch, training: false);
        inference.SetWeights(setting.Golden.Parameters);
        Assert.Equal(setting.Logits(training), setting.Logits(inference));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void StepIsDifferentiateAndAdamW(string model)
    {
        var setting = new Setting(model);
        using var session = setting.Open();
        using var stepped = setting.Open();
        var options = Setting.Options(4) with { WeightDecay = 0, DropPath = 0.2 };
        var loss = session.Loss(setting.Golden.Images, setting.Golden.Targets, options);
        Assert.Equal(loss, stepped.Step(setting.Golden.Images, setting.Golden.Targets, options));
        var tolerance = stepped.Model.Info.Precision == "F64" ? 1e-12 : 1e-6;
        foreach (var (name, tensor) in setting.Golden.Parameters)
        {
            // From fresh moments the first step is lr·g/(|g| + ε); without weight decay nothing else happens.
            var gradient = session.Gradient(name);
            var expected = tensor.Values.Zip(gradient, (w, g) => w - (options.LearningRate * g / (Math.Abs(g) + options.Epsilon))).ToArray();
            Compare.Close(name, stepped.Weight(name), expected, tolerance);
        }
    }

    private sealed class Setting(string model)
    {
        public GoldenFile Golden { get; } = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), GoldenModels.Named(model).Info.Precision);

        public static StepOptions Options(int step) => new() { LabelSmoothing = 0.1, DropPath = 0.1, Seed = 5, Step = step };

        public Session Open()
        {
            var session = GoldenModels.Named(model).Open(Golden.Batch);
            session.SetWeights(Golden.Parameters);
            return session;
        }

        public void Step(Session session, int step) => session.Step(Golden.Images, Golden.Targets, Options(step));

        public double[] Logits(Session session) => session.Forward(Golden.Images);
    }
}
