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
        return [Geometry.MatrixShape];
    }

    public override string Describe(Node node) =>
        $"{node.Output.Name}[{(IsTransposed ? "(p,q),(i,j)" : "(i,j),(p,q)")}] = {node.Inputs[0].Name}[{Geometry.KernelHeight / 2}−i+p, {Geometry.KernelWidth / 2}−j+q]{(Geometry.IsSplit ? ", split: differences of its 16×16 blocks" : "")}";
}

/// <summary>out[c, i] = Σ_j A[i, j]·in[c, j] per image: 64·64·channels multiply-accumulates on an 8×8 grid, nine sixteenths of it where the matrix is split.</summary>
internal sealed record ToeplitzProduct(KernelGeometry Geometry) : Op
{
    public override string Name => "toeplitz_product";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Tokens == Geometry.Tokens && inputs[1] == Geometry.MatrixShape, $"{inputs[1]} does not fit {inputs[0]}");
        return [inputs[0]];
    }

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * Geometry.Tokens;

    public override long SavedMacs(Node node) => Macs(node) - Geometry.ToeplitzMacs(node.Inputs[0].Shape.Features);

    public override string Describe(Node node) => $"{node.Output.Name}[c,i] = Σ_j {node.Inputs[0].Name}[c,j]·{node.Inputs[1].Name}[j,i]{Split(Geometry)}";

    internal static string Split(KernelGeometry geometry) => geometry.IsSplit ? ", nine products of 16×16 blocks in place of sixteen" : "";
}

/// <summary>dIn[c, j] = Σ_i A[i, j]·dOut[c, i].</summary>
internal sealed record ToeplitzProductBackwardInput(KernelGeometry Geometry) : Op
{
    public override string Name => "toeplitz_product_backward_input";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0]];

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * Geometry.Tokens;

    public override long SavedMacs(Node node) => Macs(node) - Geometry.ToeplitzMacs(node.Inputs[0].Shape.Features);

    public override string Describe(Node node) => $"{node.Output.Name}[c,j] = Σ_i {node.Inputs[0].Name}[c,i]·{node.Inputs[1].Name}[i,j]{ToeplitzProduct.Split(Geometry)}";
}

/// <summary>dA[i, j] += Σ_images Σ_c dOut[c, i]·in[c, j].</summary>
internal sealed record ToeplitzProductBackwardMatrix(KernelGeometry Geometry) : Op
{
    public override string Name => "toeplitz_product_backward_matrix";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [Geometry.MatrixShape];

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * Geometry.Tokens;

    public override long SavedMacs(Node node) => Macs(node) - Geometry.ToeplitzMacs(node.Inputs[0].Shape.Features);

    public override string Describe(Node node) => $"{node.Output.Name}[i,j] += Σ_c {node.Inputs[0].Name}[c,i]·{node.Inputs[1].Name}[c,j]{ToeplitzProduct.Split(Geometry)}";
}

/// <summary>dK[u, v] = Σ of dA over the pairs of tokens with that offset: gradient of <see cref="ToeplitzMatrix"/>.</summary>
internal sealed record ToeplitzFold(KernelGeometry Geometry) : Op
{
    public override string Name => "toeplitz_fold";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0] == Geometry.MatrixShape, $"{inputs[0]} is no gradient of a Toeplitz matrix");
        return [Geometry.KernelShape];
    }

    public override string Describe(Node node) => $"{node.Output.Name}[u,v] = Σ of {node.Inputs[0].Name} over the pairs with that offset";
}
