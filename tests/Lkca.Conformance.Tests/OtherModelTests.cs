using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>Declarations beyond the reference script: against the naive network, and their gradients against finite differences.</summary>
public sealed class OtherModelTests
{
    private const int Batch = 5;

    private static readonly Dictionary<string, GoldenConfig> Configs = new()
    {
        ["OtherNoProjectionBias"] = new(8, 8, 2, 2, 2, 12, 2, ["mhsa"], 3, 2, 3, true, false, false, true, 0, 0, 1),
        ["OtherMlpRatioPerStage"] = new(8, 8, 2, 2, 2, 12, 3, ["lkca", "mhsa", "mhsa"], 2, 3, 3, false, false, false, true, 7, 7, 1),
        ["OtherSingleToken"] = new(4, 4, 2, 4, 4, 8, 2, ["lkca"], 0, 2, 3, false, false, false, true, 1, 1, 1),
        ["OtherSingleRow"] = new(2, 18, 2, 2, 2, 9, 2, ["lkca"], 0, 2, 3, false, false, false, true, 1, 17, 1),
        ["OtherLargeGrid"] = new(32, 32, 1, 2, 2, 6, 1, ["lkca"], 0, 2, 3, false, false, false, true, 31, 31, 1),
    };

    public static TheoryData<string> Models => [.. Configs.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void LogitsAreTheNaiveNetworks(string model)
    {
        using var session = Open(model, out var parameters);
        var images = new Draws(8).Normal(Batch * Configs[model].ImageSize);
        var network = new NaiveNetwork(Configs[model], parameters);
        var expected = images.Chunk(Configs[model].ImageSize).SelectMany(image => network.Logits(image)).ToArray();
        Compare.Close(model, session.Forward(images), expected, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void GradientsAreTheSlopesOfTheLoss(string model)
    {
        using var session = Open(model, out var parameters);
        var draws = new Draws(8);
        var images = draws.Normal(Batch * Configs[model].ImageSize);
        var targets = draws.Targets(Batch, Configs[model].Classes);
        FiniteDifferences.Check(session, parameters, images, targets, new StepOptions { LabelSmoothing = 0.1, DropPath = 0.2, Seed = 1 });
    }

    private static Session Open(string model, out Dictionary<string, Tensor> parameters)
    {
        var compiled = GoldenModels.Named(model);
        var draws = new Draws(2);
        parameters = compiled.Info.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => new Tensor("F64", [.. parameter.Shape], Array.ConvertAll(
                draws.Normal((int)parameter.Count, 0.1), value => value + (parameter.Initialization == Initialization.Ones ? 1 : 0))));
        var session = compiled.Open(Batch);
        session.SetWeights(parameters);
        return session;
    }
}
