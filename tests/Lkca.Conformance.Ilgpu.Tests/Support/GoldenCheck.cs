using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance.Ilgpu.Support;

/// <summary>A golden model against PyTorch: logits, loss, every gradient, then ten AdamW steps. One session does both, because what takes time is to compile its kernels; a gradient
/// changes no weight and no moment, so the steps begin as in a fresh one.</summary>
internal static class GoldenCheck
{
    public static void Run(string model, string device)
    {
        var configuration = GoldenModels.ConfigurationOf(model);
        var (gradients, steps) = (GoldenFile.Gradients(configuration, "F32"), GoldenFile.Steps(configuration, "F32"));
        var options = new SessionOptions { MaxBatch = Math.Max(gradients.Batch, steps.Batch), Seed = 1, Device = device };
        using var session = new Session(GoldenModels.Named(model).Create(options));
        var failures = new List<string>();

        Gradients(session, gradients, failures);
        AssertNone();
        TenSteps(session, steps, failures);
        AssertNone();

        void AssertNone() => Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures.Prepend($"{model} on {device}:")));
    }

    private static void Gradients(Session session, GoldenFile golden, List<string> failures)
    {
        session.SetWeights(golden.Parameters);
        Check("logits", session.Forward(golden.Images), golden.Tensors["logits"].Values);
        var (loss, imageGradient) = session.Differentiate(golden.Images, golden.Targets, new StepOptions { LabelSmoothing = 0.1 });
        Check("loss", [loss], golden.Tensors["loss"].Values);
        Check("grad.input", imageGradient, golden.Tensors["grad.input"].Values);
        foreach (var name in golden.Parameters.Keys)
        {
            Check("grad." + name, session.Gradient(name), golden.Tensors["grad." + name].Values);
        }

        void Check(string what, double[] actual, double[] expected)
        {
            var error = Compare.RelativeError(actual, expected);
            if (!(error <= 2e-5))
            {
                failures.Add(FormattableString.Invariant($"{what}: relative error {error:E2} exceeds 2E-5"));
            }
        }
    }

    private static void TenSteps(Session session, GoldenFile golden, List<string> failures)
    {
        session.SetWeights(golden.WithPrefix("start."));
        var options = new StepOptions { LearningRate = 1e-3, WeightDecay = 0.05, LabelSmoothing = 0.1 };

        var losses = golden.Tensors["losses"].Values.Select(_ => session.Step(golden.Images, golden.Targets, options)).ToArray();

        Compare.Close("losses", losses, golden.Tensors["losses"].Values, 1e-5);
        Assert.Equal(losses.Length, session.Model.StepCount);
        foreach (var (name, end) in golden.WithPrefix("end."))
        {
            // The bias of the keys has no effect on softmax: its gradient is rounding noise, which AdamW scales up to whole steps in float32.
            var actual = session.Weight(name);
            var compared = name.EndsWith("attn.qkv.bias", StringComparison.Ordinal) ? WithoutKeyBias(actual, end.Values) : actual;
            var error = compared.Zip(end.Values, (a, b) => Math.Abs(a - b)).Max();
            if (!(error <= 5e-6))
            {
                failures.Add(FormattableString.Invariant($"{name}: off by {error:E2} after ten steps"));
            }
        }
    }

    private static double[] WithoutKeyBias(double[] actual, double[] expected)
    {
        var width = actual.Length / 3;
        expected.AsSpan(width, width).CopyTo(actual.AsSpan(width, width));
        return actual;
    }
}
