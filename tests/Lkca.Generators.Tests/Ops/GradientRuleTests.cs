using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Ops;

/// <summary>What the gradient rule of each forward primitive writes; that it is right numerically is shown on whole regions.</summary>
public sealed class GradientRuleTests
{
    private static readonly KernelGeometry Grid = new(2, 3, 3, 5, 1);

    [Fact]
    public void Linear() => AssertRule(
        """
        dX (K, 6, 4) = linear_backward_input(dY, w)
        dW (8, 4) = linear_backward_weight(dY, x)
        dB (8) = sum_tokens(dY)
        """,
        new Linear(HasBias: true), ("x", Kept(6, 4)), ("w", Shape.Of(8, 4)), ("b", Shape.Of(8)));

    [Fact]
    public void Linear_without_bias() => AssertRule(
        """
        dX (K, 6, 4) = linear_backward_input(dY, w)
        dW (8, 4) = linear_backward_weight(dY, x)
        """,
        new Linear(HasBias: false), ("x", Kept(6, 4)), ("w", Shape.Of(8, 4)));

    [Fact]
    public void Add_bias() => AssertRule("dB (4) = sum_tokens(dY)", new AddBias(), ("x", Kept(6, 4)), ("b", Shape.Of(4)));

    [Fact]
    public void Affine() => AssertRule(
        """
        dX (K, 6, 4) = affine_backward_input(dY, s)
        dS (4) = affine_backward_scale(dY, x)
        dT (4) = sum_tokens(dY)
        """,
        new Affine(), ("x", Kept(6, 4)), ("s", Shape.Of(4)), ("t", Shape.Of(4)));

    [Fact]
    public void Normalize() => AssertRule("dX (K, 6, 4) = normalize_backward(dY, y, y2)", new Normalize(), ("x", Kept(6, 4)));

    [Fact]
    public void Gelu() => AssertRule("dX (K, 6, 4) = multiply(dY, y2)", new Gelu(), ("x", Kept(6, 4)));

    [Fact]
    public void Attention() => AssertRule("dX (K, 6, 12) = attention_backward(dY, y, x, y2)", new Attention(2), ("x", Kept(6, 12)));

    [Fact]
    public void Large_kernel() => AssertRule(
        """
        dX (K, 6, 4) = large_kernel_backward_input(dY, k)
        dK (3, 5) = large_kernel_backward_kernel(dY, x)
        """,
        new LargeKernel(Grid, ViewKind.Fft), ("x", Kept(6, 4)), ("k", Shape.Of(3, 5)));

    [Fact]
    public void Select_and_residual()
    {
        AssertRule("dXBranch (B, 6, 4) = unselect(dY)", new Select(1), ("x", Shape.Images(6, 4)));
        AssertRule("dB (K, 6, 4) = residual_backward(dY)", new Residual(1), ("x", Shape.Images(6, 4)), ("b", Kept(6, 4)));
    }

    [Fact]
    public void Embedding()
    {
        AssertRule("dX (B, 2, 4, 6) = patches_backward(dY)", new Patches(2, 2), ("x", Shape.Images(2, 4, 6)));
        AssertRule("dP (4, 6) = sum_images(dY)", new AddPosition(), ("x", Shape.Images(6, 4)), ("p", Shape.Of(4, 6)));
        AssertRule("dX (B, 6, 4) = drop_class(dY)\ndC (4) = sum_class(dY)", new PrependClass(), ("x", Shape.Images(6, 4)), ("c", Shape.Of(1, 1, 4)));
        AssertRule("dX (6, 4) = transpose(dY)", new Transpose(), ("x", Shape.Of(1, 6, 4)));
    }

    [Fact]
    public void Pooling()
    {
        AssertRule("dX (B, 6, 4) = mean_tokens_backward(dY)", new MeanTokens(), ("x", Shape.Images(6, 4)));
        AssertRule("dX (B, 6, 4) = first_token_backward(dY)", new FirstToken(), ("x", Shape.Images(6, 4)));
        AssertRule("", new StoreLogits(), ("x", Shape.Images(1, 3)));
    }

    [Fact]
    public void Matrices()
    {
        AssertRule("dA (2, 3) = matrix_product_nt(dY, b)\ndB (3, 5) = matrix_product_tn(a, dY)",
            new MatrixProduct(), ("a", Shape.Of(2, 3)), ("b", Shape.Of(3, 5)));
        AssertRule("dW (2, 3) = scale_columns(dY, s)\ndS (3) = column_dots(dY, w)", new ScaleColumns(), ("w", Shape.Of(2, 3)), ("s", Shape.Of(3)));
        AssertRule("dWShift (2, 3) = outer_product(dY, v)\ndV (3) = matrix_transposed_vector(w, dY)",
            new MatrixVector(HasAddend: false), ("w", Shape.Of(2, 3)), ("v", Shape.Of(3)));
        AssertRule("dWShift (2, 3) = outer_product(dY, v)\ndV (3) = matrix_transposed_vector(w, dY)",
            new MatrixVector(HasAddend: true), ("w", Shape.Of(2, 3)), ("v", Shape.Of(3)), ("b", Shape.Of(2)));
    }

    [Fact]
    public void What_is_handed_through_costs_no_step()
    {
        var (scope, node) = Differentiate(new AddPosition(), ("x", Shape.Images(6, 4)), ("p", Shape.Of(4, 6)));
        Assert.Equal("dY", scope.Of(node.Inputs[0])!.Name);
        (scope, node) = Differentiate(new MatrixVector(HasAddend: true), ("w", Shape.Of(2, 3)), ("v", Shape.Of(3)), ("b", Shape.Of(2)));
        Assert.Equal("dY", scope.Of(node.Inputs[2])!.Name);
        (scope, node) = Differentiate(new Residual(0), ("x", Shape.Images(6, 4)), ("b", Kept(6, 4)));
        Assert.Equal("dY", scope.Of(node.Inputs[0])!.Name);
    }

    [Fact]
    public void A_value_that_nothing_depends_on_gets_no_gradient()
    {
        foreach (var node in Specs.Broad.SelectMany(spec => Specs.Declared(spec).Regions).SelectMany(region => region.Forward))
        {
            var scope = new GradientScope(new Add()) { Current = node };
            node.Op.Differentiate(scope, node);
            Assert.Empty(scope.Backward);
        }
    }

    [Fact]
    public void A_second_contribution_is_added_under_a_name_of_its_own()
    {
        var scope = new GradientScope(new Add());
        var (x, a, b, c) = (new Value("x", Shape.Of(4)), new Value("a", Shape.Of(4)), new Value("b", Shape.Of(4)), new Value("c", Shape.Of(4)));
        foreach (var contribution in new[] { a, b, c })
        {
            scope.Add(x, contribution);
        }

        Printed.AssertLines("dX (4) = add(a, b)\ndXSum (4) = add(dX, c)", scope.Backward);
        Assert.Equal("dXSum", scope.Of(x)!.Name);
    }

    [Fact]
    public void What_belongs_to_the_backward_pass_or_is_fused_after_it_says_so()
    {
        var x = Shape.Images(6, 4);
        Assert.Equal("sum_tokens has no gradient rule: it belongs to the backward pass", Refusal(new SumTokens(), x));
        Assert.Equal("epilogues are fused after differentiation", Refusal(new Linear(HasBias: false, HasGelu: true), x, Shape.Of(4, 4)));
        Assert.Equal("the selection is fused after differentiation", Refusal(new Normalize(0), x));
        Assert.Equal("the bias is fused after differentiation", Refusal(new Residual(0, HasBias: true), x, Kept(6, 4), Shape.Of(4)));
        Assert.Equal("only the plain product is differentiated", Refusal(new MatrixProduct(Transposed.Left), Shape.Of(4, 4), Shape.Of(4, 4)));
    }

    private static string Refusal(Op op, params Shape[] shapes) =>
        Assert.Throws<GraphException>(() => Differentiate(op, [.. shapes.Select((shape, i) => ($"in{i}", shape))])).Message;

    private static void AssertRule(string expected, Op op, params (string Name, Shape Shape)[] inputs)
    {
        var (scope, node) = Differentiate(op, inputs);
        Assert.Equal(expected.ReplaceLineEndings("\n"), Printed.Lines(scope.Backward));
        Assert.All(scope.Backward, backward => Assert.Same(node, backward.Differentiates));
        Assert.All(node.Inputs, input => Assert.True(op is StoreLogits || scope.Of(input)!.Shape.Count == input.Shape.Count));
    }

    private static (GradientScope Scope, Node Node) Differentiate(Op op, params (string Name, Shape Shape)[] inputs)
    {
        string[] names = [.. Enumerable.Range(1, op.Infer([.. inputs.Select(input => input.Shape)]).Count).Select(i => i == 1 ? "y" : $"y{i}")];
        var node = Nodes.Create(op, [.. inputs.Select(input => new Value(input.Name, input.Shape))], names);
        var scope = new GradientScope(new Add()) { Current = node };
        if (node.Outputs.Count > 0)
        {
            scope.Add(node.Output, new Value("dY", node.Output.Shape));
        }

        op.Differentiate(scope, node);
        return (scope, node);
    }

    private static Shape Kept(params int[] sizes) => Shape.Images(sizes).WithLeading(Leading.Kept);
}
