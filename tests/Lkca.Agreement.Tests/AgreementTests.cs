using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Lkca.Runtime.Checkpoints;
using Xunit;

namespace Lkca.Agreement;

/// <summary>Three records that differ in one word are one model: the same parameters, logits, losses and gradients within 1e-4 of each other, also after ten AdamW steps with stochastic depth,
/// and the same checkpoint files. The session runs on the device of the environment variable LKCA_TORCH_DEVICE or LKCA_ILGPU_DEVICE where it is set; ILGPU's simulator and libtorch's CPU otherwise.</summary>
public sealed class AgreementTests
{
    private const int Batch = 4;
    private const int Steps = 10;
    private const double Tolerance = 1e-4;

#if TORCHSHARP_PACKAGE
    internal const string? WithoutTorchSharp = null;
#else
    internal const string? WithoutTorchSharp = "Built without the package TorchSharp: -p:UseTorchSharp=true runs this (docs/backends.md).";
#endif
#if ILGPU_PACKAGE
    internal const string? WithoutIlgpu = null;
    private const string? WithoutEither = WithoutTorchSharp;
#else
    internal const string? WithoutIlgpu = "Built without the package ILGPU: -p:UseIlgpu=true runs this (docs/backends.md).";
    private const string? WithoutEither = WithoutIlgpu;
#endif

    internal static string TorchDevice => Environment.GetEnvironmentVariable("LKCA_TORCH_DEVICE") ?? "cpu";

    internal static string IlgpuDevice => Environment.GetEnvironmentVariable("LKCA_ILGPU_DEVICE") ?? "cpu";

    private static readonly Dictionary<string, Lazy<Results>> Runs = new()
    {
        ["Cpu"] = new(() => Run(HybridOnCpuModel.Create, "cpu")),
        ["TorchSharp"] = new(() => Run(HybridOnTorchSharpModel.Create, TorchDevice)),
        ["Ilgpu"] = new(() => Run(HybridOnIlgpuModel.Create, IlgpuDevice)),
    };

    [Fact]
    public void The_records_declare_one_model()
    {
        ModelInfo[] models = [HybridOnCpuModel.Description, HybridOnTorchSharpModel.Description, HybridOnIlgpuModel.Description];
        Assert.Equal(["Cpu", "TorchSharp", "Ilgpu"], models.Select(model => model.Backend));
        Assert.Single(models.Select(model => model.SchemaHash).Distinct());
        Assert.Single(models.Select(model => string.Join(", ", model.Parameters.Select(p => $"{p.Name} {string.Join('×', p.Shape)}"))).Distinct());
    }

    [Fact(Skip = WithoutTorchSharp)]
    public void TorchSharp_computes_what_Cpu_computes() => Agree("TorchSharp", "Cpu");

    [Fact(Skip = WithoutIlgpu)]
    public void Ilgpu_computes_what_Cpu_computes() => Agree("Ilgpu", "Cpu");

    [Fact(Skip = WithoutEither)]
    public void Ilgpu_computes_what_TorchSharp_computes() => Agree("Ilgpu", "TorchSharp");

    private static void Agree(string one, string other)
    {
        var (actual, expected) = (Runs[one].Value, Runs[other].Value);
        Assert.Equal(expected.InitialFile, actual.InitialFile);
        Assert.Equal(expected.Tensors.Keys, actual.Tensors.Keys);
        var failures = expected.Tensors
            .Select(pair => (Name: pair.Key, Error: Compare.RelativeError(actual.Tensors[pair.Key], pair.Value)))
            .Where(found => !(found.Error <= Tolerance))
            .Select(found => FormattableString.Invariant($"{found.Name}: {one} and {other} differ by {found.Error:E2}"));
        Assert.Empty(failures);
    }

    /// <summary>Fresh weights to a file; then kernels that are not zero, logits, and ten steps, with loss and gradients before each.</summary>
    private static Results Run(Func<SessionOptions, IVisionModel> create, string device)
    {
        using var session = new Session(create(new SessionOptions { MaxBatch = Batch, Threads = 2, Seed = 1, Device = device }));
        var info = session.Model.Info;
        var file = Saved(session.Model);
        var draws = new Draws(4);
        foreach (var kernel in info.Parameters.Where(p => p.Name.EndsWith("kernel", StringComparison.Ordinal)))
        {
            Session.Write(session.Model.Weights, kernel.Name, draws.Normal((int)kernel.Count));
        }

        session.Model.Upload();
        var images = draws.Normal(Batch * info.Channels * info.Height * info.Width);
        var targets = draws.Targets(Batch, info.Classes);
        var tensors = new Dictionary<string, double[]> { ["logits"] = session.Forward(images) };
        for (var step = 0; step < Steps; step++)
        {
            var options = new StepOptions { LabelSmoothing = 0.1, DropPath = 0.3, Seed = 7, Step = step };
            var (loss, gradient) = session.Differentiate(images, targets, options);
            tensors[$"step {step}: loss"] = [loss];
            tensors[$"step {step}: grad.input"] = gradient;
            foreach (var parameter in info.Parameters)
            {
                tensors[$"step {step}: grad.{parameter.Name}"] = session.Gradient(parameter.Name);
            }

            session.Step(images, targets, options);
        }

        foreach (var parameter in info.Parameters)
        {
            var weight = session.Weight(parameter.Name);
            if (parameter.Name.EndsWith("attn.qkv.bias", StringComparison.Ordinal))
            {
                // The bias of the keys has no effect on softmax: its gradient is rounding noise, which AdamW scales up to whole steps.
                weight.AsSpan(weight.Length / 3, weight.Length / 3).Clear();
            }

            tensors[$"after {Steps} steps: {parameter.Name}"] = weight;
        }

        tensors[$"after {Steps} steps: logits"] = session.Forward(images);
        return new(file, tensors);
    }

    private static byte[] Saved(IVisionModel model)
    {
        var path = Path.GetTempFileName();
        try
        {
            model.Save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed record Results(byte[] InitialFile, Dictionary<string, double[]> Tensors);
}
