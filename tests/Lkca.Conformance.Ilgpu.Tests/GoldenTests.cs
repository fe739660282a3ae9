using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Conformance.Ilgpu.Support;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance.Ilgpu;

/// <summary>Every golden model against PyTorch: logits, loss, every gradient, ten AdamW steps. On ILGPU's simulator everywhere, on GPUs where there are some.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Models => GoldenModels.Every;

    [DeviceTheory("cpu")]
    [MemberData(nameof(Models))]
    public void Gradients_on_the_simulator(string model) => Gradients(model, "cpu");

    [DeviceTheory("cuda")]
    [MemberData(nameof(Models))]
    public void Gradients_on_cuda(string model) => Gradients(model, "cuda");

    [DeviceTheory("opencl")]
    [MemberData(nameof(Models))]
    public void Gradients_on_opencl(string model) => Gradients(model, "opencl");

    [DeviceTheory("cpu")]
    [MemberData(nameof(Models))]
    public void Ten_steps_on_the_simulator(string model) => TenSteps(model, "cpu");

    [DeviceTheory("cuda")]
    [MemberData(nameof(Models))]
    public void Ten_steps_on_cuda(string model) => TenSteps(model, "cuda");

    [DeviceTheory("opencl")]
    [MemberData(nameof(Models))]
    public void Ten_steps_on_opencl(string model) => TenSteps(model, "opencl");

    private static void Gradients(string model, string device)
    {
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), "F32");
        using var session = Open(model, golden.Batch, device);
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
            if (!(error <= 2e-5))
            {
                failures.Add(FormattableString.Invariant($"{model} on {device}: {what}: relative error {error:E2} exceeds 2E-5"));
            }
        }
    }

    private static void TenSteps(string model, string device)
    {
        var golden = GoldenFile.Steps(GoldenModels.ConfigurationOf(model), "F32");
        using var session = Open(model, golden.Batch, device);
        session.SetWeights(golden.WithPrefix("start."));
        var options = new StepOptions { LearningRate = 1e-3, WeightDecay = 0.05, LabelSmoothing = 0.1 };

        var losses = golden.Tensors["losses"].Values.Select(_ => session.Step(golden.Images, golden.Targets, options)).ToArray();

        Compare.Close("losses", losses, golden.Tensors["losses"].Values, 1e-5);
        Assert.Equal(losses.Length, session.Model.StepCount);
        var failures = new List<string>();
        foreach (var (name, end) in golden.WithPrefix("end."))
        {
            // The bias of the keys has no effect on softmax: its gradient is rounding noise, which AdamW scales up to whole steps in float32.
            var actual = session.Weight(name);
            var compared = name.EndsWith("attn.qkv.bias", StringComparison.Ordinal) ? WithoutKeyBias(actual, end.Values) : actual;
            var error = compared.Zip(end.Values, (a, b) => Math.Abs(a - b)).Max();
            if (!(error <= 5e-6))
            {
                failures.Add(FormattableString.Invariant($"{model} on {device}: {name}: off by {error:E2} after ten steps"));
            }
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    private static Session Open(string model, int batch, string device) =>
        new(GoldenModels.Named(model).Create(new SessionOptions { MaxBatch = batch, Seed = 1, Device = device }));

    private static double[] WithoutKeyBias(double[] actual, double[] expected)
    {
        var width = actual.Length / 3;
        expected.AsSpan(width, width).CopyTo(actual.AsSpan(width, width));
        return actual;
    }
}
