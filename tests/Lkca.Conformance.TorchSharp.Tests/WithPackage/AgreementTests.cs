using System;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Dsl;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance.WithPackage
{
    /// <summary>Two records that differ in one word give the same numbers: logits, loss, gradients and ten steps within 1e-4, with stochastic depth, and the same state dict.</summary>
    public sealed class AgreementTests
    {
        private const int Batch = 6;

        [Fact]
        public void The_hybrid_agrees_with_the_Cpu_backend()
        {
            using var torch = GoldenModels.Named("OtherAgreementTorchSharp").Open(Batch);
            using var cpu = GoldenModels.Named("OtherAgreementCpu").Open(Batch);
            Assert.Equal(cpu.Model.Info.SchemaHash, torch.Model.Info.SchemaHash);
            Assert.Equal(
                cpu.Model.Info.Parameters.Select(p => $"{p.Name} {string.Join('×', p.Shape)}"), torch.Model.Info.Parameters.Select(p => $"{p.Name} {string.Join('×', p.Shape)}"));
            Assert.Equal(cpu.Bytes(model => model.Weights), torch.Bytes(model => model.Weights));
            var draws = new Draws(4);
            foreach (var name in cpu.Model.Info.Parameters.Select(p => p.Name).Where(name => name.EndsWith("kernel", StringComparison.Ordinal)))
            {
                var kernel = draws.Normal(cpu.Weight(name).Length);
                Session.Write(cpu.Model.Weights, name, kernel);
                Session.Write(torch.Model.Weights, name, kernel);
            }

            cpu.Model.Upload();
            torch.Model.Upload();
            var images = draws.Normal(Batch * cpu.Model.Info.Channels * cpu.Model.Info.Height * cpu.Model.Info.Width);
            var targets = draws.Targets(Batch, cpu.Model.Info.Classes);

            Compare.Close("logits", torch.Forward(images), cpu.Forward(images), 1e-4);
            for (var step = 0; step < 10; step++)
            {
                var options = new StepOptions { LabelSmoothing = 0.1, DropPath = 0.3, Seed = 7, Step = step };
                var (loss, gradient) = torch.Differentiate(images, targets, options);
                var (expectedLoss, expectedGradient) = cpu.Differentiate(images, targets, options);
                Compare.Close("loss", [loss], [expectedLoss], 1e-4);
                Compare.Close("grad.input", gradient, expectedGradient, 1e-4);
                foreach (var name in cpu.Model.Info.Parameters.Select(p => p.Name))
                {
                    Compare.Close("grad." + name, torch.Gradient(name), cpu.Gradient(name), 1e-4);
                }

                torch.Step(images, targets, options);
                cpu.Step(images, targets, options);
            }

            foreach (var name in cpu.Model.Info.Parameters.Select(p => p.Name))
            {
                Compare.Close(name, torch.Weight(name), cpu.Weight(name), 1e-4);
            }
        }
    }
}

namespace Lkca.Conformance.Models
{
    /// <summary>A hybrid that names no backend; its two heirs differ in one word.</summary>
    [VisionModel(Image = 16, Classes = 7)]
    [PatchEmbed(Patch = 4, Width = 24)]
    [Stage<LkcaMixer, MhsaMixer>(Depth = 4, Heads = 3)]
    [Head(Pool = Pool.Mean)]
    public abstract record OtherAgreement;

    [VisionModel]
    [Backend(Backend.TorchSharp)]
    public abstract record OtherAgreementTorchSharp : OtherAgreement;

    [VisionModel]
    [Backend(Backend.Cpu)]
    public abstract record OtherAgreementCpu : OtherAgreement;
}
