using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>Which factor of a small matrix product is transposed.</summary>
internal enum Transposed
{
    None,
    Left,
    Right,
}

/// <summary>a·b of parameter matrices, once per step: aᵀ·b and a·bᵀ are its gradients.</summary>
internal sealed record MatrixProduct(Transposed Transposed = Transposed.None) : Op
{
    public override string Name => Transposed switch { Transposed.Left => "matrix_product_tn", Transposed.Right => "matrix_product_nt", _ => "matrix_product" };

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        var (m, k, n, k2) = Dimensions(inputs);
        Expect(k == k2, $"{Name} of {inputs[0]} and {inputs[1]}");
        return [Shape.Of(m, n)];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        Expect(Transposed == Transposed.None, "only the plain product is differentiated");
        if (gradients.Of(node.Output) is not { } dC)
        {
            return;
        }

        var (a, b) = (node.Inputs[0], node.Inputs[1]);
        gradients.Add(a, gradients.Emit(GradientScope.NameOf(a), new MatrixProduct(Transposed.Right), dC, b));
        gradients.Add(b, gradients.Emit(GradientScope.NameOf(b), new MatrixProduct(Transposed.Left), a, dC));
    }

    public override long Macs(Node node)
    {
        var (m, k, n, _) = Dimensions([node.Inputs[0].Shape, node.Inputs[1].Shape]);
        return (long)m * k * n;
    }

    /// <summary>Rows, inner size and columns of the product, and the inner size as the right factor has it.</summary>
    public (int M, int K, int N, int OtherK) Dimensions(IReadOnlyList<Shape> inputs)
    {
        var (a, b) = (inputs[0].Sizes, inputs[1].Sizes);
        return (Transposed == Transposed.Left ? a[1] : a[0], Transposed == Transposed.Left ? a[0] : a[1],
            Transposed == Transposed.Right ? b[0] : b[1], Transposed == Transposed.Right ? b[1] : b[0]);
    }

    public override string Describe(Node node) =>
        $"{node.Output.Name} = {node.Inputs[0].Name}{(Transposed == Transposed.Left ? "ᵀ" : "")}·{node.Inputs[1].Name}{(Transposed == Transposed.Right ? "ᵀ" : "")}";
}

/// <summary>W·diag(scale): LayerNorm's scale folded into the Linear that follows it.</summary>
internal sealed record ScaleColumns : Op
{
    public override string Name => "scale_columns";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Sizes.Count == 2 && inputs[0].Sizes[1] == inputs[1].Count, $"{inputs[1].Count} scales for the columns of {inputs[0]}");
        return [inputs[0]];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is not { } dResult)
        {
            return;
        }

        var (weight, scale) = (node.Inputs[0], node.Inputs[1]);
        gradients.Add(weight, gradients.Emit(GradientScope.NameOf(weight), new ScaleColumns(), dResult, scale));
        gradients.Add(scale, gradients.Emit(GradientScope.NameOf(scale), new ColumnDots(), dResult, weight));
    }

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name}·diag({node.Inputs[1].Name})";
}

/// <summary>The dot product of each column of a with the same column of b.</summary>
internal sealed record ColumnDots : Op
{
    public override string Name => "column_dots";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Count == inputs[1].Count, $"{inputs[0]} and {inputs[1]} differ");
        return [Shape.Of(inputs[0].Features)];
    }

    public override string Describe(Node node) => $"{node.Output.Name} = Σ_rows {node.Inputs[0].Name} ⊙ {node.Inputs[1].Name}";
}

/// <summary>W·x [+ addend]: LayerNorm's shift carried through the Linear that follows it.</summary>
internal sealed record MatrixVector(bool HasAddend) : Op
{
    public override string Name => HasAddend ? "matrix_vector_add" : "matrix_vector";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Sizes.Count == 2 && inputs[0].Sizes[1] == inputs[1].Count, $"{inputs[0]} does not take a vector of {inputs[1].Count}");
        return [Shape.Of(inputs[0].Sizes[0])];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is not { } dResult)
        {
            return;
        }

        var (weight, vector) = (node.Inputs[0], node.Inputs[1]);
        gradients.Add(weight, gradients.Emit(GradientScope.NameOf(weight) + "Shift", new OuterProduct(), dResult, vector));
        gradients.Add(vector, gradients.Emit(GradientScope.NameOf(vector), new MatrixTransposedVector(), weight, dResult));
        if (HasAddend)
        {
            gradients.Add(node.Inputs[2], dResult);
        }
    }

    public override long Macs(Node node) => node.Inputs[0].Shape.Count;

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name}·{node.Inputs[1].Name}{(HasAddend ? " + " + node.Inputs[2].Name : "")}";
}

/// <summary>Wᵀ·x.</summary>
internal sealed record MatrixTransposedVector : Op
{
    public override string Name => "matrix_transposed_vector";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [Shape.Of(inputs[0].Sizes[1])];

    public override long Macs(Node node) => node.Inputs[0].Shape.Count;

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name}ᵀ·{node.Inputs[1].Name}";
}

/// <summary>column ⊗ row; with an addend, addend + column ⊗ row in place.</summary>
internal sealed record OuterProduct(bool HasAddend = false) : Op
{
    public override string Name => HasAddend ? "outer_product_add" : "outer_product";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        var first = HasAddend ? 1 : 0;
        var result = Shape.Of((int)inputs[first].Count, (int)inputs[first + 1].Count);
        Expect(!HasAddend || inputs[0] == result, "the addend has the product's shape");
        return [result];
    }

    public override long Macs(Node node) => node.Output.Shape.Count;

    public override int InPlace(int output) => HasAddend ? 0 : -1;

    public override string Describe(Node node) =>
        HasAddend ? $"{node.Output.Name} = {node.Inputs[0].Name} + {node.Inputs[1].Name} ⊗ {node.Inputs[2].Name}" : $"{node.Output.Name} = {node.Inputs[0].Name} ⊗ {node.Inputs[1].Name}";
}

/// <summary>Transposes the matrix formed by the last two sizes.</summary>
internal sealed record Transpose : Op
{
    public override string Name => "transpose";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        var sizes = inputs[0].Sizes;
        return [Shape.Of(sizes[sizes.Count - 1], sizes[sizes.Count - 2])];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is { } dResult)
        {
            gradients.Add(node.Inputs[0], gradients.Emit(GradientScope.NameOf(node.Inputs[0]), new Transpose(), dResult));
        }
    }

    public override string Describe(Node node) => $"{node.Output.Name} = {node.Inputs[0].Name}ᵀ";
}
