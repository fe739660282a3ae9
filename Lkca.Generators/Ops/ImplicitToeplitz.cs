using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>The Toeplitz product whose matrix is never stored: out[(i,j), c] = Σ_(p,q) K[kh/2−i+p, kw/2−j+q]·in[(p,q), c]; the kernel's entries stand for the matrix.</summary>
internal sealed record ImplicitToeplitz(KernelGeometry Geometry) : Op
{
    public override string Name => "implicit_toeplitz";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Tokens == Geometry.Tokens && inputs[1] == Geometry.KernelShape, $"{inputs[1]} does not fit {inputs[0]}");
        return [inputs[0]];
    }

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * Geometry.Tokens;

    public override string Describe(Node node) =>
        $"{node.Output.Name}[(i,j),c] = Σ_(p,q) {node.Inputs[1].Name}[{Geometry.KernelHeight / 2}−i+p, {Geometry.KernelWidth / 2}−j+q]·{node.Inputs[0].Name}[(p,q),c]";
}

/// <summary>z + scale·(the product + b) at the kept images: the residual as the product's epilogue.</summary>
internal sealed record ImplicitToeplitzResidual(KernelGeometry Geometry, int Site) : Op
{
    public override string Name => "implicit_toeplitz_residual";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[3].Count == inputs[0].Features, $"a bias of {inputs[3].Count} entries on {inputs[0]}");
        return new Residual(Site).Infer([inputs[0], new ImplicitToeplitz(Geometry).Infer([inputs[1], inputs[2]])[0]]);
    }

    public override long Macs(Node node) => node.Inputs[1].Shape.Count * Geometry.Tokens;

    public override int InPlace(int output) => 0;

    public override string Describe(Node node) =>
        $"{node.Output.Name}[(i,j),c] = {node.Inputs[0].Name}[(i,j),c] + scale·(Σ_(p,q) {node.Inputs[2].Name}[{Geometry.KernelHeight / 2}−i+p, {Geometry.KernelWidth / 2}−j+q]"
            + $"·{node.Inputs[1].Name}[(p,q),c] + {node.Inputs[3].Name}[c]) at the kept images";
}

/// <summary>The same product with the kernel flipped in both axes: the transposed matrix.</summary>
internal sealed record ImplicitToeplitzBackwardInput(KernelGeometry Geometry) : Op
{
    public override string Name => "implicit_toeplitz_backward_input";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0]];

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * Geometry.Tokens;

    public override string Describe(Node node) =>
        $"{node.Output.Name}[(p,q),c] = Σ_(i,j) {node.Inputs[1].Name}[{Geometry.KernelHeight / 2}−i+p, {Geometry.KernelWidth / 2}−j+q]·{node.Inputs[0].Name}[(i,j),c]";
}

/// <summary>dK[u, v] += Σ of dOut[(i,j), c]·in[(p,q), c] over images, channels and the pairs of tokens with that offset.</summary>
internal sealed record ImplicitToeplitzBackwardKernel(KernelGeometry Geometry) : Op
{
    public override string Name => "implicit_toeplitz_backward_kernel";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [Geometry.KernelShape];

    public override long Macs(Node node) => node.Inputs[0].Shape.Count * Geometry.Tokens;

    public override string Describe(Node node) =>
        $"{node.Output.Name}[{Geometry.KernelHeight / 2}−i+p, {Geometry.KernelWidth / 2}−j+q] += Σ_c {node.Inputs[0].Name}[(i,j),c]·{node.Inputs[1].Name}[(p,q),c]";
}
