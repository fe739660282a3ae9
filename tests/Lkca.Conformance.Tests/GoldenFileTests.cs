using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Conformance.Support;
using Xunit;

namespace Lkca.Conformance;

/// <summary>The two independent witnesses agree: the PyTorch reference (golden files) and the naive network of these tests.</summary>
public sealed class GoldenFileTests
{
    public static TheoryData<string> Configurations => [.. GoldenFile.Configurations];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void NaiveNetworkAgreesWithPyTorch(string configuration)
    {
        var golden = GoldenFile.Gradients(configuration, "F64");
        var network = new NaiveNetwork(golden.Config, golden.Tensors);
        var logits = new List<double>();
        double loss = 0;
        for (var image = 0; image < golden.Batch; image++)
        {
            var one = network.Logits(golden.Images.AsSpan(image * golden.Config.ImageSize, golden.Config.ImageSize));
            loss += NaiveNetwork.Loss(one, golden.Targets.AsSpan(image * golden.Config.Classes, golden.Config.Classes), 0.1) / golden.Batch;
            logits.AddRange(one);
        }

        Compare.Close("logits", [.. logits], golden.Tensors["logits"].Values, 1e-12);
        Compare.Close("loss", [loss], golden.Tensors["loss"].Values, 1e-12);
    }

    [Fact]
    public void EveryConfigurationIsDeclaredInBothPrecisions()
    {
        foreach (var precision in new[] { "F32", "F64" })
        {
            var declared = GoldenModels.InPrecision(precision).Select(GoldenModels.ConfigurationOf);
            Assert.Equal(GoldenFile.Configurations, declared.Order(StringComparer.Ordinal));
        }
    }
}
