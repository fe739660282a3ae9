using System;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>Gradients against central differences of the loss in float64: (L(w+h) − L(w−h)) / 2h, whose error is h²·L‴/6 plus rounding of about 1e-16·L/h.</summary>
public sealed class FiniteDifferenceTests
{
    private const double Step = 1e-5;
    private const int EntriesPerParameter = 4;

    [Theory]
    [InlineData("HybridTwoToOneF64", 0)]
    [InlineData("LkcaGroupsLocalFftF64", 0)]
    [InlineData("LkcaFftOddWidthF64", 0)]
    [InlineData("LkcaLocalValueBiasF64", 0)]
    [InlineData("LkcaLocalRectangularF64", 0)]
    [InlineData("MhsaClassTokenF64", 0)]
    [InlineData("HybridAlternatingF64", 0.3)]
    [InlineData("MhsaClassTokenStraddlingF64", 0.3)]
    public void GradientsAreTheSlopesOfTheLoss(string model, double dropPath)
    {
        var compiled = GoldenModels.Named(model);
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), "F64");
        var options = new StepOptions { LabelSmoothing = 0.1, DropPath = dropPath, Seed = 11, Step = 4 };
        using var session = compiled.Open(golden.Batch);
        session.SetWeights(golden.Parameters);
        var (images, targets) = (golden.Images, golden.Targets);
        var (_, imageGradient) = session.Differentiate(images, targets, options);
        var gradients = golden.Parameters.Keys.ToDictionary(name => name, session.Gradient);
        var draws = new Draws(3);

        foreach (var (name, tensor) in golden.Parameters)
        {
            for (var entry = 0; entry < EntriesPerParameter; entry++)
            {
                var index = draws.Below(tensor.Values.Length);
                var slope = Slope(shift =>
                {
                    var moved = (double[])tensor.Values.Clone();
                    moved[index] += shift;
                    Session.Write(session.Model.Weights, name, moved);
                    session.Model.Upload();
                    return session.Loss(images, targets, options);
                });
                Session.Write(session.Model.Weights, name, tensor.Values);
                AssertSlope($"{name}[{index}]", gradients[name][index], slope);
            }
        }

        session.Model.Upload();
        for (var entry = 0; entry < EntriesPerParameter; entry++)
        {
            var index = draws.Below(images.Length);
            var slope = Slope(shift =>
            {
                var moved = (double[])images.Clone();
                moved[index] += shift;
                return session.Loss(moved, targets, options);
            });
            AssertSlope($"input[{index}]", imageGradient[index], slope);
        }
    }

    private static double Slope(Func<double, double> loss) => (loss(Step) - loss(-Step)) / (2 * Step);

    private static void AssertSlope(string what, double gradient, double slope) => Assert.True(
        Math.Abs(gradient - slope) <= 1e-9 + (1e-6 * Math.Abs(slope)), FormattableString.Invariant($"{what}: gradient {gradient:R}, slope {slope:R}"));
}
