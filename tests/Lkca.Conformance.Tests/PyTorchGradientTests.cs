using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>Every golden model on every backend against PyTorch: parameter table, logits, loss, every gradient.</summary>
public sealed class PyTorchGradientTests
{
    public static TheoryData<string> Models => GoldenModels.Every;

    [Theory]
    [MemberData(nameof(Models))]
    public void ParameterTableIsTheStateDict(string model)
    {
        var info = GoldenModels.Named(model).Info;
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), info.Precision);
        var expected = golden.Parameters.Select(pair => $"{pair.Key} ({string.Join(", ", pair.Value.Shape)})");
        var actual = info.Parameters.Select(parameter => $"{parameter.Name} ({string.Join(", ", parameter.Shape)})");
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        Assert.Equal(golden.Parameters.Sum(pair => (long)pair.Value.Values.Length), info.ParameterCount);
        Assert.All(info.Parameters, parameter => Assert.Equal(0, parameter.Offset % 16));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void LogitsLossAndGradientsAgree(string model)
    {
        var compiled = GoldenModels.Named(model);
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), compiled.Info.Precision);
        var tolerance = compiled.Info.Precision == "F64" ? 1e-10 : 2e-5;
        using var session = compiled.Open(golden.Batch);
        session.SetWeights(golden.Parameters);
        var failures = new List<string>();

        Check("logits", session.Forward(golden.Images), golden.Tensors["logits"].Values);
        var (loss, imageGradient) = session.Differentiate(golden.Images, golden.Targets, new StepOptions { LabelSmoothing = 0.1 });
        Check("loss", [loss], golden.Tensors["loss"].Values);
        Check("grad.input", imageGradient, golden.Tensors["grad.input"].Values);
        foreach (var name in golden.Parameters.Keys)
        {
            Check("grad." + name, session.Gradient(name), golden.Tensors["grad." + name].Values);
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));

        void Check(string what, double[] actual, double[] expected)
        {
            var error = Compare.RelativeError(actual, expected);
            if (!(error <= tolerance))
            {
                failures.Add(FormattableString.Invariant($"{model}: {what}: relative error {error:E2} exceeds {tolerance:E0}"));
            }
        }
    }
}
