using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>The tokens×tokens matrix of a large kernel, A[(i,j),(p,q)] = K[kh/2−i+p, kw/2−j+q] (0 outside), or its transpose; columns padded to a vector.</summary>
internal sealed record ToeplitzMatrix(KernelGeometry Geometry, bool IsTransposed) : Op
{
    public override string Name => IsTransposed ? "toeplitz_matrix_transposed" : "toeplitz_matrix";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0] == Geometry.KernelShape, $"kernel {inputs[0]} instead of {Geometry.KernelShape}");
        return [ShapeOf(Geometry)];
    }

    internal static Shape ShapeOf(KernelGeometry geometry) => Shape.Of(geometry.Groups, geometry.Tokens, geometry.MatrixColumns);

    public override string Describe(Node node) =>
        $"{node.Output.Name}[{(IsTransposed ? "(p,q),(i,j)" : "(i,j),(p,q)")}] = {node.Inputs[0].Name}[{Geometry.KernelHeight / 2}−i+p, {Geometry.KernelWidth / 2}−j+q]";
}

/// <summary>out[c, i] = Σ_j A[i, j]·in[c, j] per image: 64·64·channels multiply-accumulates on an 8×8 grid.</summary>
internal sealed record ToeplitzProduct(KernelGeometry Geometry) : Op
{
    public override string Name => "toeplitz_product";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Tokens == Geometry.Tokens && inputs[1] == ToeplitzMatrix.ShapeOf(Geometry), $"{inputs[1]} does not fit {inputs[0]}");
        return [inputs[0]];
    }

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * Geometry.Tokens;

    public override string Describe(Node node) => $"{node.Output.Name}[c,i] = Σ_j {node.Inputs[0].Name}[c,j]·{node.Inputs[1].Name}[j,i]";
}

/// <summary>dIn[c, j] = Σ_i A[i, j]·dOut[c, i].</summary>
internal sealed record ToeplitzProductBackwardInput(KernelGeometry Geometry) : Op
{
    public override string Name => "toeplitz_product_backward_input";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0]];

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * Geometry.Tokens;

    public override string Describe(Node node) => $"{node.Output.Name}[c,j] = Σ_i {node.Inputs[0].Name}[c,i]·{node.Inputs[1].Name}[i,j]";
}

/// <summary>dA[i, j] += Σ_images Σ_c dOut[c, i]·in[c, j].</summary>
internal sealed record ToeplitzProductBackwardMatrix(KernelGeometry Geometry) : Op
{
    public override string Name => "toeplitz_product_backward_matrix";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [ToeplitzMatrix.ShapeOf(Geometry)];

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * Geometry.Tokens;

    public override string Describe(Node node) => $"{node.Output.Name}[i,j] += Σ_c {node.Inputs[0].Name}[c,i]·{node.Inputs[1].Name}[c,j]";
}

/// <summary>dK[u, v] = Σ of dA over the pairs of tokens with that offset: gradient of <see cref="ToeplitzMatrix"/>.</summary>
internal sealed record ToeplitzFold(KernelGeometry Geometry) : Op
{
    public override string Name => "toeplitz_fold";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0] == ToeplitzMatrix.ShapeOf(Geometry), $"{inputs[0]} is no gradient of a Toeplitz matrix");
        return [Geometry.KernelShape];
    }

    public override string Describe(Node node) => $"{node.Output.Name}[u,v] = Σ of {node.Inputs[0].Name} over the pairs with that offset";
}
