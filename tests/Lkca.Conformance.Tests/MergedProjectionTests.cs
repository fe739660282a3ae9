using System;
using System.Linq;
using Lkca.Conformance.Support;
using Xunit;

namespace Lkca.Conformance;

/// <summary>What inference executes (merged projections, folded LayerNorm, chosen views) equals the network as it is defined, computed by naive
/// loops from the same weights.</summary>
public sealed class MergedProjectionTests
{
    public static TheoryData<string> Models => GoldenModels.EveryFloat64;

    [Theory]
    [MemberData(nameof(Models))]
    public void InferenceEqualsTheUnmergedDefinition(string model)
    {
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), "F64");
        var images = new Draws(12).Normal(4 * golden.Config.ImageSize);
        using var session = GoldenModels.Named(model).Open(4, training: false);
        session.SetWeights(golden.Parameters);
        var network = new NaiveNetwork(golden.Config, golden.Tensors);
        var expected = images.Chunk(golden.Config.ImageSize).SelectMany(image => network.Logits(image)).ToArray();
        Compare.Close(model, session.Forward(images), expected, 1e-12);
    }

    [Theory]
    [InlineData("LkcaToeplitz")]
    [InlineData("LkcaConvolution")]
    [InlineData("HybridAlternating")]
    public void MergingSavesMultiplyAccumulates(string model)
    {
        var info = GoldenModels.Named(model).Info;
        var config = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), "F32").Config;
        var merged = Enumerable.Range(0, config.Depth).Count(block => config.Mixer(block) == "lkca");
        Assert.Equal((long)merged * config.GridTokens * config.Features * config.Features, info.Macs - info.MacsInference);
    }
}
