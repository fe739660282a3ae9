using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>Ten AdamW steps on every golden model against PyTorch's.</summary>
public sealed class PyTorchStepTests
{
    public static TheoryData<string> Models => GoldenModels.Every;

    [Theory]
    [MemberData(nameof(Models))]
    public void TenStepsGiveTheSameLossesAndWeights(string model)
    {
        var compiled = GoldenModels.Named(model);
        var float64 = compiled.Info.Precision == "F64";
        var golden = GoldenFile.Steps(GoldenModels.ConfigurationOf(model), compiled.Info.Precision);
        using var session = compiled.Open(golden.Batch);
        session.SetWeights(golden.WithPrefix("start."));
        var options = new StepOptions { LearningRate = 1e-3, WeightDecay = 0.05, LabelSmoothing = 0.1 };

        var losses = golden.Tensors["losses"].Values.Select(_ => session.Step(golden.Images, golden.Targets, options)).ToArray();

        Compare.Close("losses", losses, golden.Tensors["losses"].Values, float64 ? 1e-10 : 1e-5);
        Assert.Equal(losses.Length, session.Model.StepCount);
        var failures = new List<string>();
        foreach (var (name, end) in golden.WithPrefix("end."))
        {
            // The bias of the keys has no effect on softmax: its gradient is rounding noise, which AdamW scales up to whole steps in float32.
            var actualEnd = session.Weight(name);
            var compared = !float64 && name.EndsWith("attn.qkv.bias", StringComparison.Ordinal) ? WithoutKeyBias(actualEnd, end.Values) : actualEnd;
            var error = compared.Zip(end.Values, (actual, expected) => Math.Abs(actual - expected)).Max();
            if (!(error <= (float64 ? 1e-9 : 5e-6)))
            {
                failures.Add(FormattableString.Invariant($"{model}: {name}: off by {error:E2} after ten steps"));
            }
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    private static double[] WithoutKeyBias(double[] actual, double[] expected)
    {
        var width = actual.Length / 3;
        expected.AsSpan(width, width).CopyTo(actual.AsSpan(width, width));
        return actual;
    }
}
