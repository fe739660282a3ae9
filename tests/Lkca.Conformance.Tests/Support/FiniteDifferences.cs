using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance.Support;

/// <summary>Gradients against central differences of the loss in float64: (L(w+h) − L(w−h)) / 2h, whose error is h²·L‴/6 plus rounding of about
/// 1e-16·L/h.</summary>
public static class FiniteDifferences
{
    private const double Step = 1e-5;
    private const int EntriesPerParameter = 4;

    /// <summary>Checks a few entries of every parameter and of the images. The session holds <paramref name="parameters"/>.</summary>
    public static void Check(
        Session session, IReadOnlyDictionary<string, Tensor> parameters, double[] images, double[] targets, StepOptions options)
    {
        var (_, imageGradient) = session.Differentiate(images, targets, options);
        var gradients = parameters.Keys.ToDictionary(name => name, session.Gradient);
        var draws = new Draws(3);

        foreach (var (name, tensor) in parameters)
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
        Math.Abs(gradient - slope) <= 1e-9 + (1e-6 * Math.Abs(slope)),
        FormattableString.Invariant($"{what}: gradient {gradient:R}, slope {slope:R}"));
}
