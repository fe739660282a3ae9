using System.Linq;
using Lkca.Generators.Emit.Cpu;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Graph;
using Xunit;
using Kernels = Lkca.Runtime.Kernels.Cpu;

namespace Lkca.Generators.Tests.Emit;

/// <summary>The plan reserves what the kernels ask for: the generator has no reference to the runtime, so the two formulas are held together here.</summary>
public sealed class ScratchTests
{
    private static readonly int[] Counts = [1, 2, 3, 7, 8, 15, 16, 17, 49, 63, 64, 65, 196, 256];

    [Fact]
    public void Attention_and_its_gradient()
    {
        foreach (var (tokens, heads, width) in
            from tokens in Counts
            from heads in new[] { 1, 2, 3, 12 }
            from width in new[] { 1, 4, 21, 64 }
            select (tokens, heads, width))
        {
            var features = heads * width;
            var (qkv, output, sums) = (Shape.Images(tokens, 3 * features), Shape.Images(tokens, features), Shape.Images(tokens, heads));
            var expected = Kernels.Attention.ScratchElements(tokens, features, heads);
            Assert.Equal(expected, Scratch(new Attention(heads), 8, qkv));
            Assert.Equal(expected, Scratch(new AttentionBackward(heads), 8, output, output, qkv, sums));
        }
    }

    [Fact]
    public void Every_view_of_the_large_kernel_and_its_gradients()
    {
        var geometries =
            from height in new[] { 1, 2, 3, 7, 8, 14 }
            from width in new[] { 1, 3, 8, 16 }
            from kernelHeight in new[] { 1, 3, (2 * height) - 1 }
            from kernelWidth in new[] { 1, (2 * width) - 1 }
            where kernelHeight < 2 * height
            from groups in new[] { 1, 3 }
            select new KernelGeometry(height, width, kernelHeight, kernelWidth, groups);
        foreach (var g in geometries)
        {
            const int Features = 24;
            var (plane, kernel) = (Shape.Images(g.Tokens, Features), g.KernelShape);
            var (matrix, spectrum) = (Infer(new ToeplitzMatrix(g, IsTransposed: false), kernel), Infer(new KernelSpectrum(g), kernel));
            var toeplitz = Kernels.Toeplitz.ScratchElements(g.Tokens, Features);
            Assert.Equal(toeplitz, Scratch(new ToeplitzProduct(g), 4, plane, matrix));
            Assert.Equal(toeplitz, Scratch(new ToeplitzProductBackwardInput(g), 4, plane, matrix));
            Assert.Equal(toeplitz, Scratch(new ToeplitzProductBackwardMatrix(g), 4, plane, plane));

            Assert.Equal(Kernels.SplitToeplitz.IsPossible(g.GridHeight, g.GridWidth, Features, g.Groups), CpuTraits.Value.IsToeplitzSplit(g, Features));
            if (CpuTraits.Value.IsToeplitzSplit(g, Features))
            {
                var split = g with { IsSplit = true };
                Assert.Equal(g.Groups * Kernels.SplitToeplitz.MatrixElements(g.Tokens), split.MatrixShape.Count);
                Assert.Equal(Kernels.SplitToeplitz.ScratchElements(g.Tokens, Features), Scratch(new ToeplitzProduct(split), 4, plane, split.MatrixShape));
                Assert.Equal(Kernels.SplitToeplitz.ScratchElements(g.Tokens, Features), Scratch(new ToeplitzProductBackwardMatrix(split), 4, plane, plane));
            }

            var convolution = Kernels.Convolution.ScratchElements(g.GridHeight, g.GridWidth, g.KernelHeight, g.KernelWidth);
            Assert.Equal(convolution, Scratch(new Convolution(g), 4, plane, kernel));
            Assert.Equal(convolution, Scratch(new ConvolutionBackwardInput(g), 4, plane, kernel));
            Assert.Equal(convolution, Scratch(new ConvolutionBackwardKernel(g), 4, plane, plane));

            var spectral = Kernels.Spectral.ScratchElements(g.GridHeight, g.GridWidth, g.KernelHeight, g.KernelWidth);
            Assert.Equal(spectral, Scratch(new SpectralProduct(g), 4, plane, spectrum));
            Assert.Equal(spectral, Scratch(new SpectralProductBackwardInput(g), 4, plane, spectrum));
            Assert.Equal(spectral, Scratch(new SpectralProductBackwardSpectrum(g), 4, plane, plane));
            Assert.Equal(spectral, Scratch(new SpectralFold(g), 4, spectrum));
        }
    }

    [Fact]
    public void The_gradient_of_a_weight_gathers_64_rows_of_all_tokens()
    {
        foreach (var (images, tokens) in from images in Counts from tokens in Counts select (images, tokens))
        {
            var padded = ((images * tokens) + 63) / 64 * 64;
            Assert.Equal(64 * padded, Scratch(new LinearBackwardWeight(), images, Shape.Images(tokens, 5), Shape.Images(tokens, 9)));
            Assert.Equal(64 * padded, Scratch(new LinearBackwardWeightBias(), images, Shape.Images(tokens, 5), Shape.Images(tokens, 9)));
        }
    }

    [Fact]
    public void Shapes_of_matrices_and_spectra_are_those_of_the_kernels()
    {
        var g = new KernelGeometry(3, 5, 5, 9, 2);
        Assert.Equal(Kernels.Toeplitz.LeadingDimension(g.Tokens), g.MatrixColumns);
        Assert.Equal(Kernels.Spectral.Length(g.GridHeight, g.KernelHeight), g.SpectrumHeight);
        Assert.Equal(Kernels.Spectral.Length(g.GridWidth, g.KernelWidth), g.SpectrumWidth);
    }

    [Fact]
    public void A_plan_has_room_for_the_largest_scratch_behind_its_temporaries()
    {
        var plan = Specs.Planned(Specs.Small(Specs.Lkca with { View = ViewKind.Fft }, Specs.Mhsa));
        foreach (var memory in plan.Kinds.Append(plan.Embedding).Append(plan.Head))
        {
            var nodes = memory.Region.Forward.Concat(memory.Region.Backward).Concat(memory.Region.Epilogue);
            Assert.Equal(nodes.Max(node => CpuTraits.Scratch(node, plan.GroupImages)), memory.Scratch!.Elements);
            Assert.True(memory.Scratch.Offset + memory.Scratch.Elements <= plan.Work);
        }
    }

    private static Shape Infer(Op op, params Shape[] inputs) => op.Infer(inputs)[0];

    private static long Scratch(Op op, int images, params Shape[] inputs)
    {
        var outputs = op.Infer(inputs);
        var node = new Node(op, [.. inputs.Select((shape, i) => new Value($"in{i}", shape))], [.. outputs.Select((shape, i) => new Value($"out{i}", shape))]);
        return CpuTraits.Scratch(node, images);
    }
}
