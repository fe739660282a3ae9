using System;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>Convolution, Toeplitz product and product of spectra are the same operator: the same declaration in the three views gives the same
/// numbers.</summary>
public sealed class ViewTests
{
    public static TheoryData<string> Configurations => GoldenModels.InThreeViews;

    [Theory]
    [MemberData(nameof(Configurations))]
    public void ThreeViewsGiveTheSameLogitsAndGradients(string record)
    {
        string[] views = ["Convolution", "Toeplitz", "Fft"];
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(record), "F64");
        const int Batch = 5;
        var draws = new Draws(9);
        var images = draws.Normal(Batch * golden.Config.ImageSize);
        var targets = draws.Targets(Batch, golden.Config.Classes);
        var names = golden.Parameters.Keys.ToArray();

        var results = views.Select(Run).ToArray();

        foreach (var (view, result) in views.Zip(results).Skip(1))
        {
            for (var i = 0; i < result.Length; i++)
            {
                var what = i == 0 ? "logits" : i == 1 ? "grad.input" : "grad." + names[i - 2];
                Compare.Close($"{record} as {view}: {what}", result[i], results[0][i], 1e-11);
            }
        }

        double[][] Run(string view)
        {
            var compiled = GoldenModels.Named($"{record}As{view}");
            using var session = compiled.Open(Batch);
            session.SetWeights(golden.Parameters);
            var logits = session.Forward(images);
            var (_, imageGradient) = session.Differentiate(images, targets, new StepOptions { LabelSmoothing = 0.1, DropPath = 0.2, Seed = 3 });
            return [logits, imageGradient, .. names.Select(session.Gradient)];
        }
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void AStatedViewIsTheOneThatRuns(string record)
    {
        foreach (var view in new[] { "Convolution", "Toeplitz", "Fft" })
        {
            var layers = GoldenModels.Named($"{record}As{view}").Info.Layers.Where(layer => layer.View is not null).ToArray();
            Assert.NotEmpty(layers);
            Assert.All(layers, layer => Assert.Equal(view, layer.View));
        }
    }
}
