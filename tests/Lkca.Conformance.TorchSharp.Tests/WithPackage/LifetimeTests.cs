using System;
using System.Diagnostics;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using TorchSharp;
using Xunit;

namespace Lkca.Conformance.WithPackage;

/// <summary>Tensors live as long as they are needed and no longer.</summary>
public sealed class LifetimeTests
{
    [Theory]
    [InlineData("HybridTwoToOne")]
    [InlineData("LkcaFftOddWidth")]
    [InlineData("LkcaConvolution")]
    [InlineData("MhsaClassToken")]
    public void A_thousand_steps_leave_as_many_tensors_and_as_much_memory(string model)
    {
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), "F32");
        using var session = GoldenModels.Named(model).Open(golden.Batch);
        var imageGradient = new float[golden.Images.Length];
        var (images, targets) = (Array.ConvertAll(golden.Images, value => (float)value), Array.ConvertAll(golden.Targets, value => (float)value));
        var logits = new float[golden.Targets.Length];
        Steps(100);
        var (tensors, memory) = (torch.Tensor.TotalCount, Memory());

        Steps(1000);

        Assert.Equal(tensors, torch.Tensor.TotalCount);
        Assert.InRange(Memory() - memory, long.MinValue, 32L << 20);

        void Steps(int count)
        {
            for (var step = 0; step < count; step++)
            {
                var options = new StepOptions { DropPath = 0.3, LabelSmoothing = 0.1, Seed = 5, Step = step };
                session.Model.Step(images, targets, options);
                if (step % 10 == 0)
                {
                    session.Model.Differentiate(images, targets, options, imageGradient);
                    session.Model.Forward(images, logits);
                    session.Model.Download();
                }
            }
        }
    }

    [Fact]
    public void A_disposed_session_frees_every_tensor()
    {
        var golden = GoldenFile.Gradients("hybrid-two-to-one", "F32");
        Run();
        var before = torch.Tensor.TotalCount;
        Run();
        Assert.Equal(before, torch.Tensor.TotalCount);

        void Run()
        {
            using var session = GoldenModels.Named("HybridTwoToOne").Open(golden.Batch);
            session.Step(golden.Images, golden.Targets, new StepOptions());
            session.Forward(golden.Images);
        }
    }

    [Fact]
    public void Tensors_go_in_and_come_out()
    {
        var golden = GoldenFile.Gradients("lkca-toeplitz", "F32");
        using var session = GoldenModels.Named("LkcaToeplitz").Open(golden.Batch);
        session.SetWeights(golden.Parameters);
        var info = session.Model.Info;
        using var scope = torch.NewDisposeScope();
        var images = torch.tensor(Array.ConvertAll(golden.Images, value => (float)value)).view(-1, info.Channels, info.Height, info.Width);
        var logits = ((Runtime.Torch.TorchModel)session.Model).Forward(images);
        Assert.Equal([golden.Batch, info.Classes], logits.shape);
        Assert.Equal(session.Forward(golden.Images), logits.data<float>().ToArray().Select(value => (double)value));
        var wrong = Assert.Throws<ArgumentException>(() => ((Runtime.Torch.TorchModel)session.Model).Forward(images.to(torch.float64)));
        Assert.Contains("takes Float32", wrong.Message, StringComparison.Ordinal);
    }

    private static long Memory()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
