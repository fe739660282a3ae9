using System.Collections.Generic;
using Lkca.Generators.Graph;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Ops;

/// <summary>Sizes of a large-kernel operator: the token grid, the kernel (odd), and the number of channel groups that have a kernel of their own.</summary>
internal sealed record KernelGeometry(int GridHeight, int GridWidth, int KernelHeight, int KernelWidth, int Groups)
{
    public int Tokens => GridHeight * GridWidth;

    /// <summary>What the columns of the Toeplitz matrix are padded to; the backend's.</summary>
    public int MatrixAlignment { get; init; } = 16;

    /// <summary>Whether spectra keep only the half that is not the conjugate of the other; the backend's.</summary>
    public bool HasHalfSpectra { get; init; }

    /// <summary>Whether the Toeplitz matrix is kept as the nine 16×16 matrices into which each of its 64×64 blocks splits; the backend's.</summary>
    public bool IsSplit { get; init; }

    /// <summary>Multiply-accumulates of one product with the Toeplitz matrix: nine for sixteen where it is split.</summary>
    public long ToeplitzMacs(int features)
    {
        var dense = (long)Tokens * Tokens * features;
        return IsSplit ? dense / 16 * 9 : dense;
    }

    /// <summary>The Toeplitz matrices of all groups: a row for each token, or a block for each distance of tiles of 64 tokens where they are split.</summary>
    public Shape MatrixShape => IsSplit ? Shape.Of(Groups, (Tokens / 64 * 2) - 1, 9 * 16 * 16) : Shape.Of(Groups, Tokens, MatrixColumns);

    /// <summary>Leading dimension of the Toeplitz matrix: tokens rounded up.</summary>
    public int MatrixColumns => (Tokens + MatrixAlignment - 1) / MatrixAlignment * MatrixAlignment;

    public int SpectrumHeight => NextPowerOfTwo(GridHeight + KernelHeight / 2);

    public int SpectrumWidth => NextPowerOfTwo(GridWidth + KernelWidth / 2);

    public Shape KernelShape => Groups == 1 ? Shape.Of(KernelHeight, KernelWidth) : Shape.Of(Groups, KernelHeight, KernelWidth);

    private static int NextPowerOfTwo(int value)
    {
        var power = 1;
        while (power < value)
        {
            power *= 2;
        }

        return power;
    }
}

/// <summary>The LKCA operator before a view is chosen: out[c, i] = Σ_j K_g(c)[offset of j from i]·in[c, j] over the tokens of the grid. ChooseView lowers it.</summary>
internal sealed record LargeKernel(KernelGeometry Geometry, ViewKind View) : Op
{
    public override string Name => "large_kernel";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Tokens == Geometry.Tokens, $"{inputs[0]} has not the {Geometry.Tokens} tokens of the grid");
        Expect(inputs[0].Features % Geometry.Groups == 0, $"{inputs[0].Features} channels do not divide into {Geometry.Groups} groups");
        Expect(inputs[1] == Geometry.KernelShape, $"kernel {inputs[1]} instead of {Geometry.KernelShape}");
        return [inputs[0]];
    }

    public override void Differentiate(GradientScope gradients, Node node)
    {
        if (gradients.Of(node.Output) is not { } dOut)
        {
            return;
        }

        var (input, kernel) = (node.Inputs[0], node.Inputs[1]);
        gradients.Add(input, gradients.Emit(GradientScope.NameOf(input), new LargeKernelBackwardInput(Geometry, View), dOut, kernel));
        gradients.Add(kernel, gradients.Emit(GradientScope.NameOf(kernel), new LargeKernelBackwardKernel(Geometry, View), dOut, input));
    }

    public override string Describe(Node node) => $"{node.Output.Name} = large kernel {node.Inputs[1].Name} over {node.Inputs[0].Name}";
}

/// <summary>Gradient of the operator's input: the same operator with the kernel flipped in both axes.</summary>
internal sealed record LargeKernelBackwardInput(KernelGeometry Geometry, ViewKind View) : Op
{
    public override string Name => "large_kernel_backward_input";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0]];

    public override string Describe(Node node) => $"{node.Output.Name} = flipped large kernel {node.Inputs[1].Name} over {node.Inputs[0].Name}";
}

/// <summary>Gradient of the kernel: for every offset, the sum over pairs of tokens that lie so far apart, over channels and images.</summary>
internal sealed record LargeKernelBackwardKernel(KernelGeometry Geometry, ViewKind View) : Op
{
    public override string Name => "large_kernel_backward_kernel";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [Geometry.KernelShape];

    public override string Describe(Node node) => $"{node.Output.Name} += Σ over pairs of tokens of {node.Inputs[0].Name}·{node.Inputs[1].Name} by offset";
}
