using System;
using System.Linq;
using Lkca.Conformance.Ilgpu.Support;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance.Ilgpu;

/// <summary>The generated implicit Toeplitz product against the kernel that follows the definition, on grids that no golden file has.</summary>
public sealed class ViewTests
{
    [DeviceTheory("cpu")]
    [InlineData("OtherWide")]
    [InlineData("OtherWideLocal")]
    [InlineData("OtherWideGrouped")]
    public void Both_views_give_the_same_logits_and_gradients(string model)
    {
        const int Batch = 3;
        using var toeplitz = Open(model, Batch);
        using var convolution = Open(model + "AsConvolution", Batch);
        var draw = new Random(5);
        var weights = toeplitz.Model.Weights.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => new Tensor("F32", [.. parameter.Shape], [.. Enumerable.Range(0, checked((int)parameter.Count)).Select(_ => (double)(float)(draw.NextDouble() - 0.5))]));
        toeplitz.SetWeights(weights);
        convolution.SetWeights(weights);
        var info = toeplitz.Model.Info;
        var images = Enumerable.Range(0, Batch * info.Channels * info.Height * info.Width).Select(_ => draw.NextDouble()).ToArray();
        var targets = Enumerable.Range(0, Batch * info.Classes).Select(i => i % info.Classes == 1 ? 1.0 : 0.0).ToArray();

        Compare.Close("logits", toeplitz.Forward(images), convolution.Forward(images), 1e-5);
        var options = new StepOptions { DropPath = 0.4, Seed = 3, Step = 2 };
        var (loss, gradient) = toeplitz.Differentiate(images, targets, options);
        var (otherLoss, otherGradient) = convolution.Differentiate(images, targets, options);
        Compare.Close("loss", [loss], [otherLoss], 1e-5);
        Compare.Close("the images' gradient", gradient, otherGradient, 1e-5);
        foreach (var name in weights.Keys)
        {
            Compare.Close(name, toeplitz.Gradient(name), convolution.Gradient(name), 1e-5);
        }
    }

    private static Session Open(string model, int batch) => new(GoldenModels.Named(model).Create(new SessionOptions { MaxBatch = batch, Seed = 1 }));
}
