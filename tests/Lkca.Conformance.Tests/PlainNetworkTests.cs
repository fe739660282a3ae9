using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Lkca.Runtime.Inspection;
using Xunit;

namespace Lkca.Conformance;

/// <summary>The network that pictures of attention and receptive fields are computed with is the one that was trained: the sessions' logits, and slopes that finite
/// differences find too.</summary>
public sealed class PlainNetworkTests
{
    public static TheoryData<string> Models =>
        [.. GoldenModels.InPrecision("F64"), "OtherNoProjectionBias", "OtherMlpRatioPerStage", "OtherSingleToken", "OtherSingleRow", "OtherLargeGrid"];

    [Theory]
    [MemberData(nameof(Models))]
    public void LogitsAreTheSessions(string model)
    {
        using var session = Open(model, out var network);
        var info = session.Model.Info;
        var image = new Draws(3).Normal(info.Channels * info.Height * info.Width);
        Compare.Close(model, [.. network.Forward(image).Logits], session.Forward(image), 1e-11);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ImageGradientsAreTheSlopesOfTheStream(string model)
    {
        using var session = Open(model, out var network);
        var info = session.Model.Info;
        var draws = new Draws(4);
        var image = draws.Normal(info.Channels * info.Height * info.Width);
        var seed = new Matrix(network.Tokens, network.Width, draws.Normal(network.Tokens * network.Width));
        foreach (var block in new[] { 0, network.Depth - 1 })
        {
            var gradient = network.Forward(image).ImageGradient(block, seed);
            for (var probe = 0; probe < 5; probe++)
            {
                var at = draws.Below(image.Length);
                const double Step = 1e-5;
                Assert.Equal((Along(at, Step) - Along(at, -Step)) / (2 * Step), gradient[at], 1e-6 * (1 + gradient.Max(Math.Abs)));
            }

            double Along(int at, double step)
            {
                var moved = (double[])image.Clone();
                moved[at] += step;
                return network.Forward(moved).Stream(block).Values.Zip(seed.Values, (z, s) => z * s).Sum();
            }
        }
    }

    [Fact]
    public void AttentionOfAQueryIsADistribution()
    {
        using var session = Open("MhsaClassTokenStraddlingF64", out var network);
        var info = session.Model.Info;
        var trace = network.Forward(new Draws(5).Normal(info.Channels * info.Height * info.Width));
        var maps = AttentionMaps.Of(network, [trace]);
        Assert.Equal([0, 1], maps.Select(map => map.Block));
        Assert.All(trace.Attention, heads => Assert.All(heads!, head => Assert.All(Enumerable.Range(0, head.Rows), row =>
            Assert.Equal(1, head[row].ToArray().Sum(), 1e-12))));

        // From the class token, head 0 of all four looks at patch (0, 1) as much as the map says.
        var expected = trace.Attention[0]!.Average(head => head[0][2]);
        Assert.Equal(expected, maps[0].Looked[0][0][1], 1e-12);
        // An offset that a single pair has: from the first patch to the last.
        Assert.Equal(trace.Attention[1]![2][1][64], maps[1].ByOffset[2][14][14], 1e-12);
        Assert.Equal(Enumerable.Range(0, 64).Average(query => Enumerable.Range(0, 64).Sum(key => trace.Attention[1]![2][1 + query][1 + key]
            * Math.Sqrt(Math.Pow(query / 8 - key / 8, 2) + Math.Pow(query % 8 - key % 8, 2)))), maps[1].MeanDistance(2), 1e-12);
    }

    [Fact]
    public void AReceptiveFieldIsTheMeanMagnitudeOfTheCentresGradient()
    {
        using var session = Open("HybridTwoToOneF64", out var network);
        var info = session.Model.Info;
        var draws = new Draws(6);
        var images = Enumerable.Range(0, 2).Select(_ => Array.ConvertAll(draws.Normal(info.Channels * info.Height * info.Width), v => (float)v)).ToArray();
        var fields = EffectiveReceptiveField.Of(network, info, images);
        Assert.Equal(network.Depth, fields.Count);

        var seed = new Matrix(network.Tokens, network.Width);
        seed[network.GridHeight / 2 * network.GridWidth + network.GridWidth / 2].Fill(1);
        var (y, x) = (3, 7);
        var expected = images.Average(image => Enumerable.Range(0, info.Channels).Sum(channel => Math.Abs(
            network.Forward(image).ImageGradient(1, seed)[(channel * info.Height + y) * info.Width + x])));
        Assert.Equal(expected, fields[1].Map[y][x], 1e-12 * expected);
    }

    [Fact]
    public void TheAreaThatHoldsAShareIsTheSmallestCentredSquare()
    {
        var map = new Matrix(6, 6);
        map[3][3] = 6;
        map[3][4] = 3;
        map[0][0] = 1;
        var field = new EffectiveReceptiveField(0, map, 3.5, 3.5);
        Assert.Equal(1.0 / 36, field.AreaHolding(0.5));
        Assert.Equal(9.0 / 36, field.AreaHolding(0.9));
        Assert.Equal(1, field.AreaHolding(1));
    }

    private static Session Open(string model, out PlainNetwork network)
    {
        var compiled = GoldenModels.Named(model);
        var draws = new Draws(2);
        var session = compiled.Open(2, training: false);
        session.SetWeights(compiled.Info.Parameters.ToDictionary(p => p.Name, p => new Tensor("F64", [.. p.Shape], Array.ConvertAll(
            draws.Normal((int)p.Count, 0.1), value => value + (p.Initialization == Initialization.Ones ? 1 : 0)))));
        network = Assert.IsType<PlainNetwork>(PlainNetwork.Of(session.Model, out _));
        return session;
    }
}
