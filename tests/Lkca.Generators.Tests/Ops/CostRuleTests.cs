using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Xunit;

namespace Lkca.Generators.Tests.Ops;

/// <summary>Multiply-accumulates of each primitive, per image or per step, and what ptflops 0.7.1 counts for the module it stands for.</summary>
public sealed class CostRuleTests
{
    private static readonly KernelGeometry Grid = new(2, 3, 3, 5, 1);
    private static readonly Shape Plane = Shape.Images(6, 4);
    private static readonly Shape Matrix = Shape.Of(1, 6, 16);
    private static readonly Shape Spectrum = Shape.Of(1, 4, 8, 2);

    [Fact]
    public void Linear_layers_and_their_gradients_cost_tokens_times_inputs_times_outputs()
    {
        Assert.Equal(6 * 4 * 8, Macs(new Linear(HasBias: true), Plane, Shape.Of(8, 4), Shape.Of(8)));
        Assert.Equal(6 * 4 * 8, Macs(new Linear(HasBias: true, HasGelu: true), Plane, Shape.Of(8, 4), Shape.Of(8)));
        Assert.Equal(6 * 4 * 8, Macs(new LinearBackwardInput(4), Shape.Images(6, 8), Shape.Of(8, 4)));
        Assert.Equal(6 * 4 * 8, Macs(new LinearBackwardInput(4, IsTransposed: true), Shape.Images(6, 8), Shape.Of(4, 8)));
        Assert.Equal(6 * 4 * 8, Macs(new LinearBackwardInput(4, HasFactor: true), Shape.Images(6, 8), Shape.Of(8, 4), Plane));
        Assert.Equal(6 * 4 * 8, Macs(new LinearBackwardWeight(), Shape.Images(6, 8), Plane));
    }

    [Fact]
    public void Attention_costs_two_products_and_five_backwards()
    {
        Assert.Equal(2 * 6 * 6 * 4, Macs(new Attention(2), Shape.Images(6, 12)));
        Assert.Equal(5 * 6 * 6 * 4, Macs(new AttentionBackward(2), Plane, Plane, Shape.Images(6, 12), Shape.Images(6, 2)));
    }

    [Fact]
    public void A_view_costs_the_same_in_each_of_its_three_products()
    {
        foreach (var op in new Op[] { new ToeplitzProduct(Grid), new ToeplitzProductBackwardInput(Grid), new ToeplitzProductBackwardMatrix(Grid) })
        {
            Assert.Equal(6 * 6 * 4, Macs(op, Plane, op is ToeplitzProductBackwardMatrix ? Plane : Matrix));
        }

        foreach (var op in new Op[] { new Convolution(Grid), new ConvolutionBackwardInput(Grid), new ConvolutionBackwardKernel(Grid) })
        {
            Assert.Equal(6 * 15 * 4, Macs(op, Plane, op is ConvolutionBackwardKernel ? Plane : Shape.Of(3, 5)));
        }

        // Grids of 4×8 points: two transforms of 5·n·log₂n operations and n products of 4 for two planes, two operations a multiply-accumulate.
        foreach (var op in new Op[] { new SpectralProduct(Grid), new SpectralProductBackwardInput(Grid), new SpectralProductBackwardSpectrum(Grid) })
        {
            Assert.Equal(((5 * 32 * 5) + (4 * 32)) * 4 / 2, Macs(op, Plane, op is SpectralProductBackwardSpectrum ? Plane : Spectrum));
        }
    }

    [Fact]
    public void Small_matrices_cost_their_products()
    {
        Assert.Equal(2 * 3 * 5, Macs(new MatrixProduct(), Shape.Of(2, 3), Shape.Of(3, 5)));
        Assert.Equal(2 * 3 * 5, Macs(new MatrixProduct(Transposed.Left), Shape.Of(3, 2), Shape.Of(3, 5)));
        Assert.Equal(2 * 3 * 5, Macs(new MatrixProduct(Transposed.Right), Shape.Of(2, 3), Shape.Of(5, 3)));
        Assert.Equal(6, Macs(new MatrixVector(HasAddend: true), Shape.Of(2, 3), Shape.Of(3), Shape.Of(2)));
        Assert.Equal(6, Macs(new MatrixTransposedVector(), Shape.Of(2, 3), Shape.Of(2)));
        Assert.Equal(6, Macs(new OuterProduct(), Shape.Of(2), Shape.Of(3)));
    }

    [Fact]
    public void What_ptflops_counts()
    {
        Assert.Equal((6 * 4 * 8) + 8, Ptflops(new Linear(HasBias: true), Plane, Shape.Of(8, 4), Shape.Of(8)));
        Assert.Equal(6 * 4 * 8, Ptflops(new Linear(HasBias: false), Plane, Shape.Of(8, 4)));
        Assert.Equal(6 * 4, Ptflops(new Normalize(), Plane));
        Assert.Equal(2 * 6 * 8, Ptflops(new Gelu(), Shape.Images(6, 8)));
        Assert.Equal(2 * 6 * 6, Ptflops(new Attention(2), Shape.Images(6, 12)));
        Assert.Equal(0, Ptflops(new LargeKernel(Grid, Lkca.Generators.Spec.ViewKind.Auto), Plane, Shape.Of(3, 5)));
    }

    [Fact]
    public void What_only_moves_or_adds_costs_nothing()
    {
        Assert.Equal(0, Macs(new Normalize(), Plane));
        Assert.Equal(0, Macs(new Gelu(), Plane));
        Assert.Equal(0, Macs(new AddBias(), Plane, Shape.Of(4)));
        Assert.Equal(0, Macs(new SumTokens(), Plane));
        Assert.Equal(0, Macs(new ToeplitzMatrix(Grid, IsTransposed: false), Shape.Of(3, 5)));
        Assert.Equal(0, Macs(new ToeplitzFold(Grid), Matrix));
    }

    private static long Macs(Op op, params Shape[] inputs) => op.Macs(Made(op, inputs));

    private static long Ptflops(Op op, params Shape[] inputs) => op.PtflopsCount(Made(op, inputs));

    private static Node Made(Op op, Shape[] inputs) =>
        Nodes.Create(op, [.. inputs.Select((shape, i) => new Value($"in{i}", shape))],
            [.. Enumerable.Range(0, op.Infer(inputs).Count).Select(i => $"out{i}")]);
}
