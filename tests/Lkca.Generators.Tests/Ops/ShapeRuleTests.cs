using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Spec;
using Xunit;

namespace Lkca.Generators.Tests.Ops;

/// <summary>The shape rule of every primitive: what it makes of right inputs, and what it says of wrong ones.</summary>
public sealed class ShapeRuleTests
{
    private static readonly KernelGeometry Grid = new(2, 3, 3, 5, 1);
    private static readonly KernelGeometry Grouped = Grid with { Groups = 2 };
    private static readonly Shape Plane = Images(6, 4);
    private static readonly Shape Matrix = Of(1, 6, 16);
    private static readonly Shape Spectrum = Of(1, 4, 8, 2);

    private static readonly (Op Op, Shape[] Inputs, string Outputs)[] Right =
    [
        (new Add(), [Kept(6, 4), Kept(6, 4)], "(K, 6, 4)"),
        (new AddBias(), [Plane, Of(4)], "(B, 6, 4)"),
        (new Affine(), [Plane, Of(4), Of(4)], "(B, 6, 4)"),
        (new AffineBackwardInput(), [Plane, Of(4)], "(B, 6, 4)"),
        (new AffineBackwardScale(), [Plane, Plane], "(4)"),
        (new Attention(2), [Kept(6, 12)], "(K, 6, 4) (K, 6, 2)"),
        (new AttentionBackward(2), [Kept(6, 4), Kept(6, 4), Kept(6, 12), Kept(6, 2)], "(K, 6, 12)"),
        (new Convolution(Grid), [Plane, Of(3, 5)], "(B, 6, 4)"),
        (new Convolution(Grouped), [Plane, Of(2, 3, 5)], "(B, 6, 4)"),
        (new ConvolutionBackwardInput(Grid), [Plane, Of(3, 5)], "(B, 6, 4)"),
        (new ConvolutionBackwardKernel(Grouped), [Plane, Plane], "(2, 3, 5)"),
        (new ImplicitToeplitz(Grouped), [Plane, Of(2, 3, 5)], "(B, 6, 4)"),
        (new ImplicitToeplitzBackwardInput(Grid), [Plane, Of(3, 5)], "(B, 6, 4)"),
        (new ImplicitToeplitzBackwardKernel(Grouped), [Plane, Plane], "(2, 3, 5)"),
        (new ImplicitToeplitzResidual(Grid, 0), [Plane, Kept(6, 4), Of(3, 5), Of(4)], "(B, 6, 4)"),
        (new CrossEntropy(), [Images(1, 10)], "(B, 1, 1) (B, 1, 10)"),
        (new StoreLogits(), [Images(1, 10)], ""),
        (new Patches(2, 3), [Images(3, 4, 6)], "(B, 4, 18)"),
        (new PatchesBackward(2, 3, 3, 4, 6), [Images(4, 18)], "(B, 3, 4, 6)"),
        (new AddPosition(), [Plane, Of(4, 6)], "(B, 6, 4)"),
        (new SumImages(), [Plane], "(4, 6)"),
        (new PrependClass(), [Plane, Of(1, 1, 4)], "(B, 7, 4)"),
        (new DropClass(), [Images(7, 4)], "(B, 6, 4)"),
        (new SumClass(), [Images(7, 4)], "(4)"),
        (new Gelu(), [Kept(6, 8)], "(K, 6, 8) (K, 6, 8)"),
        (new Gelu(HasSlope: false), [Kept(6, 8)], "(K, 6, 8)"),
        (new GeluBackward(), [Kept(6, 8), Kept(6, 8)], "(K, 6, 8)"),
        (new Attention(2, KeepsProbabilities: true), [Kept(6, 12)], "(K, 6, 4) (K, 2, 6, 6)"),
        (new AttentionBackward(2, KeepsProbabilities: true), [Kept(6, 4), Kept(6, 4), Kept(6, 12), Kept(2, 6, 6)], "(K, 6, 12)"),
        (new Multiply(), [Kept(6, 8), Kept(6, 8)], "(K, 6, 8)"),
        (new LargeKernel(Grid, ViewKind.Auto), [Plane, Of(3, 5)], "(B, 6, 4)"),
        (new LargeKernelBackwardInput(Grid, ViewKind.Auto), [Plane, Of(3, 5)], "(B, 6, 4)"),
        (new LargeKernelBackwardKernel(Grouped, ViewKind.Auto), [Plane, Plane], "(2, 3, 5)"),
        (new Linear(HasBias: true), [Kept(6, 4), Of(8, 4), Of(8)], "(K, 6, 8)"),
        (new Linear(HasBias: false), [Images(6, 8), Of(4, 2, 2, 2)], "(B, 6, 4)"),
        (new Linear(HasBias: true, HasGelu: true), [Kept(6, 4), Of(8, 4), Of(8)], "(K, 6, 8) (K, 6, 8)"),
        (new LinearBackwardInput(4), [Kept(6, 8), Of(8, 4)], "(K, 6, 4)"),
        (new LinearBackwardInput(4, IsTransposed: true), [Kept(6, 8), Of(4, 8)], "(K, 6, 4)"),
        (new LinearBackwardInput(4, HasFactor: true), [Kept(6, 8), Of(8, 4), Kept(6, 4)], "(K, 6, 4)"),
        (new LinearBackwardWeight(), [Kept(6, 8), Kept(6, 4)], "(8, 4)"),
        (new LinearBackwardWeightBias(), [Kept(6, 8), Kept(6, 4)], "(8, 4) (8)"),
        (new LinearResidual(1), [Plane, Kept(6, 8), Of(4, 8), Of(4)], "(B, 6, 4) (K, 6, 4)"),
        (new SumTokens(), [Kept(6, 8)], "(8)"),
        (new MatrixProduct(), [Of(2, 3), Of(3, 5)], "(2, 5)"),
        (new MatrixProduct(Transposed.Left), [Of(3, 2), Of(3, 5)], "(2, 5)"),
        (new MatrixProduct(Transposed.Right), [Of(2, 3), Of(5, 3)], "(2, 5)"),
        (new ScaleColumns(), [Of(2, 3), Of(3)], "(2, 3)"),
        (new ColumnDots(), [Of(2, 3), Of(2, 3)], "(3)"),
        (new MatrixVector(HasAddend: false), [Of(2, 3), Of(3)], "(2)"),
        (new MatrixVector(HasAddend: true), [Of(2, 3), Of(3), Of(2)], "(2)"),
        (new MatrixTransposedVector(), [Of(2, 3), Of(2)], "(3)"),
        (new OuterProduct(), [Of(2), Of(3)], "(2, 3)"),
        (new OuterProduct(HasAddend: true), [Of(2, 3), Of(2), Of(3)], "(2, 3)"),
        (new Transpose(), [Of(1, 6, 4)], "(4, 6)"),
        (new Normalize(), [Kept(6, 4)], "(K, 6, 4) (K, 6, 1)"),
        (new Normalize(1), [Plane], "(K, 6, 4) (K, 6, 1)"),
        (new NormalizeBackward(), [Kept(6, 4), Kept(6, 4), Kept(6, 1)], "(K, 6, 4)"),
        (new NormalizeBackwardAdd(1), [Plane, Kept(6, 4), Kept(6, 4), Kept(6, 1)], "(B, 6, 4)"),
        (new NormalizeBackwardResidual(1, 0), [Plane, Kept(6, 4), Kept(6, 4), Kept(6, 1)], "(B, 6, 4) (K, 6, 4)"),
        (new MeanTokens(), [Plane], "(B, 1, 4)"),
        (new MeanTokensBackward(6), [Images(1, 4)], "(B, 6, 4)"),
        (new FirstToken(), [Plane], "(B, 1, 4)"),
        (new FirstTokenBackward(6), [Images(1, 4)], "(B, 6, 4)"),
        (new Residual(0), [Plane, Kept(6, 4)], "(B, 6, 4)"),
        (new Residual(0, HasBias: true), [Plane, Kept(6, 4), Of(4)], "(B, 6, 4)"),
        (new ResidualBackward(0), [Plane], "(K, 6, 4)"),
        (new Select(0), [Plane], "(K, 6, 4)"),
        (new Unselect(0), [Kept(6, 4)], "(B, 6, 4)"),
        (new KernelSpectrum(Grouped), [Of(2, 3, 5)], "(2, 4, 8, 2)"),
        (new SpectralProduct(Grid), [Plane, Spectrum], "(B, 6, 4)"),
        (new SpectralProductBackwardInput(Grid), [Plane, Spectrum], "(B, 6, 4)"),
        (new SpectralProductBackwardSpectrum(Grid), [Plane, Plane], "(1, 4, 8, 2)"),
        (new SpectralFold(Grouped), [Of(2, 4, 8, 2)], "(2, 3, 5)"),
        (new ToeplitzMatrix(Grouped, IsTransposed: true), [Of(2, 3, 5)], "(2, 6, 16)"),
        (new ToeplitzProduct(Grid), [Plane, Matrix], "(B, 6, 4)"),
        (new ToeplitzProductBackwardInput(Grid), [Plane, Matrix], "(B, 6, 4)"),
        (new ToeplitzProductBackwardMatrix(Grid), [Plane, Plane], "(1, 6, 16)"),
        (new ToeplitzFold(Grid), [Matrix], "(3, 5)"),
    ];

    private static readonly (Op Op, Shape[] Inputs, string Message)[] Wrong =
    [
        (new Add(), [Plane, Kept(6, 4)], "(B, 6, 4) and (K, 6, 4) differ"),
        (new AddBias(), [Plane, Of(5)], "a bias of 5 entries on (B, 6, 4)"),
        (new Affine(), [Plane, Of(4), Of(5)], "scale and shift of 4 entries"),
        (new Attention(5), [Kept(6, 12)], "12 features do not divide into 3×5 heads"),
        (new Convolution(Grid), [Plane, Of(5, 3)], "(5, 3) does not fit (B, 6, 4)"),
        (new ImplicitToeplitz(Grid), [Plane, Of(5, 3)], "(5, 3) does not fit (B, 6, 4)"),
        (new ImplicitToeplitzResidual(Grid, 0), [Plane, Kept(6, 4), Of(3, 5), Of(5)], "a bias of 5 entries on (B, 6, 4)"),
        (new Patches(3, 3), [Images(3, 4, 6)], "(B, 3, 4, 6) does not divide into 3×3 patches"),
        (new AddPosition(), [Plane, Of(6, 4)], "positions (6, 4) do not fit (B, 6, 4)"),
        (new PrependClass(), [Plane, Of(5)], "a class token of 5 entries on (B, 6, 4)"),
        (new Multiply(), [Kept(6, 8), Kept(6, 4)], "(K, 6, 8) and (K, 6, 4) differ"),
        (new LargeKernel(Grid, ViewKind.Auto), [Images(7, 4), Of(3, 5)], "(B, 7, 4) has not the 6 tokens of the grid"),
        (new LargeKernel(Grouped, ViewKind.Auto), [Images(6, 5), Of(2, 3, 5)], "5 channels do not divide into 2 groups"),
        (new LargeKernel(Grid, ViewKind.Auto), [Plane, Of(2, 3, 5)], "kernel (2, 3, 5) instead of (3, 5)"),
        (new Linear(HasBias: true), [Plane, Of(8, 4)], "linear takes x, weight, bias"),
        (new Linear(HasBias: false), [Of(6, 4), Of(8, 4)], "linear works on (B, tokens, features), not (6, 4)"),
        (new Linear(HasBias: false), [Plane, Of(4, 8)], "weight (4, 8) does not take 4 features"),
        (new Linear(HasBias: true), [Plane, Of(8, 4), Of(4)], "the bias has 4 entries, the weight 8 rows"),
        (new LinearBackwardInput(4), [Kept(6, 8), Of(4, 8)], "(K, 6, 8)·(4, 8) is no (…, 4)"),
        (new LinearBackwardInput(4, IsTransposed: true), [Kept(6, 8), Of(8, 4)], "(K, 6, 8)·(8, 4)ᵀ is no (…, 4)"),
        (new LinearBackwardWeight(), [Kept(6, 8), Kept(7, 4)], "dY and x have the same tokens"),
        (new LinearResidual(1), [Plane, Kept(6, 8), Of(5, 8), Of(5)], "branch (K, 6, 5) does not fit stream (B, 6, 4)"),
        (new MatrixProduct(), [Of(2, 3), Of(2, 3)], "matrix_product of (2, 3) and (2, 3)"),
        (new ScaleColumns(), [Of(2, 3), Of(2)], "2 scales for the columns of (2, 3)"),
        (new ColumnDots(), [Of(2, 3), Of(2)], "(2, 3) and (2) differ"),
        (new MatrixVector(HasAddend: false), [Of(2, 3), Of(2)], "(2, 3) does not take a vector of 2"),
        (new OuterProduct(HasAddend: true), [Of(3, 2), Of(2), Of(3)], "the addend has the product's shape"),
        (new Normalize(), [Of(6, 4)], "normalize works on (B, tokens, features), not (6, 4)"),
        (new NormalizeBackward(), [Kept(6, 4), Kept(6, 8), Kept(6, 1)], "the gradient (K, 6, 4) has the shape of x̂ (K, 6, 8)"),
        (new Residual(0), [Plane, Plane], "branch (B, 6, 4) does not fit stream (B, 6, 4)"),
        (new Select(0), [Kept(6, 4)], "select reads the residual stream"),
        (new KernelSpectrum(Grid), [Of(5, 3)], "kernel (5, 3) instead of (3, 5)"),
        (new SpectralProduct(Grid), [Plane, Of(1, 8, 4, 2)], "(1, 8, 4, 2) does not fit (B, 6, 4)"),
        (new SpectralFold(Grid), [Of(1, 8, 4, 2)], "(1, 8, 4, 2) is no gradient of a kernel's spectrum"),
        (new ToeplitzMatrix(Grid, IsTransposed: false), [Of(5, 3)], "kernel (5, 3) instead of (3, 5)"),
        (new ToeplitzProduct(Grid), [Plane, Of(1, 6, 6)], "(1, 6, 6) does not fit (B, 6, 4)"),
        (new ToeplitzFold(Grid), [Of(1, 6, 6)], "(1, 6, 6) is no gradient of a Toeplitz matrix"),
    ];

    public static TheoryData<string, int> RightCases => Data(Right.Select(rule => rule.Op));

    public static TheoryData<string, int> WrongCases => Data(Wrong.Select(rule => rule.Op));

    [Theory]
    [MemberData(nameof(RightCases))]
    public void Right_inputs(string op, int at)
    {
        Assert.Equal(op, Right[at].Op.Name);
        Assert.Equal(Right[at].Outputs, string.Join(" ", Right[at].Op.Infer(Right[at].Inputs)));
    }

    [Theory]
    [MemberData(nameof(WrongCases))]
    public void Wrong_inputs_are_named_with_their_sizes(string op, int at)
    {
        Assert.Equal(op, Wrong[at].Op.Name);
        Assert.Equal(Wrong[at].Message, Assert.Throws<GraphException>(() => Wrong[at].Op.Infer(Wrong[at].Inputs)).Message);
    }

    [Fact]
    public void Every_primitive_is_here()
    {
        var known = typeof(Op).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Op))).Select(type => type.Name);
        Assert.Equal(known.Order(), Right.Select(rule => rule.Op.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void In_place_outputs_have_the_shape_of_the_input_they_take_over()
    {
        foreach (var (op, inputs, _) in Right)
        {
            var outputs = op.Infer(inputs);
            for (var output = 0; output < outputs.Count; output++)
            {
                Assert.True(op.InPlace(output) is var input && (input < 0 || outputs[output] == inputs[input]), op.Name);
            }
        }
    }

    private static TheoryData<string, int> Data(IEnumerable<Op> ops)
    {
        var data = new TheoryData<string, int>();
        foreach (var (op, at) in ops.Select((op, at) => (op, at)))
        {
            data.Add(op.Name, at);
        }

        return data;
    }

    private static Shape Of(params int[] sizes) => Shape.Of(sizes);

    private static Shape Images(params int[] sizes) => Shape.Images(sizes);

    private static Shape Kept(params int[] sizes) => Shape.Images(sizes).WithLeading(Leading.Kept);
}
