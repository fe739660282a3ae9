using System;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.TorchSharp;

/// <summary>The table from primitive to expression: torch operations, and calls of Lkca.Runtime.Torch where a step is more than one of them.</summary>
internal static class TorchSharpCalls
{
    private const string Functional = "Ts::torch.nn.functional";

    /// <summary>The expression of a step with one result, or a tuple of several; a statement where it has none.</summary>
    /// <param name="node">The step.</param>
    /// <param name="input">How an input is written.</param>
    public static string Of(Node node, Func<int, string> input)
    {
        string In(int i) => input(i);
        Shape X(int i = 0) => node.Inputs[i].Shape;

        return node.Op switch
        {
            Linear { HasGelu: false } op => $"{Functional}.linear({In(0)}, {In(1)}{(op.HasBias ? ", " + In(2) : "")})",
            LinearBackwardInput { HasFactor: false } => $"Torch::Linear.BackwardInput({In(0)}, {In(1)})",
            LinearBackwardWeight => $"Torch::Linear.BackwardWeight({In(0)}, {In(1)})",
            SumTokens => $"Torch::Linear.BackwardBias({In(0)})",
            AddBias => $"{In(0)}.add({In(1)})",

            Normalize { Site: { } site } => $"Torch::LayerNorm.Forward(g, {In(0)}, {Site(site)})",
            Normalize => $"Torch::LayerNorm.Forward(g, {In(0)})",
            NormalizeBackward => $"Torch::LayerNorm.Backward({In(0)}, {In(1)}, {In(2)})",
            NormalizeBackwardAdd op => $"Torch::LayerNorm.BackwardAdd(g, {In(0)}, {In(1)}, {In(2)}, {In(3)}, {Site(op.Site)})",
            Affine => $"{In(0)}.mul({In(1)}).add_({In(2)})",
            AffineBackwardInput => $"{In(0)}.mul({In(1)})",
            AffineBackwardScale => $"Torch::Linear.BackwardBias({In(0)}.mul({In(1)}))",

            Residual op => $"Torch::Branch.Add(g, {In(0)}, {In(1)}{(op.HasBias ? $".add({In(2)})" : "")}, {Site(op.Site)})",
            ResidualBackward op => $"Torch::Branch.Gradient(g, {In(0)}, {Site(op.Site)})",
            Gelu { HasSlope: false } => $"{Functional}.gelu({In(0)})",
            GeluBackward => $"Torch::Gelu.Backward({In(0)}, {In(1)})",
            Multiply => $"{In(0)}.mul({In(1)})",
            Add => $"{In(0)}.add({In(1)})",

            Patches op => $"Torch::Images.Patches(g, {In(0)}, {N(op.PatchHeight)}, {N(op.PatchWidth)})",
            PatchesBackward op => $"Torch::Images.FromPatches({In(0)}, {N(op.Channels)}, {N(op.Height)}, {N(op.Width)}, {N(op.PatchHeight)}, {N(op.PatchWidth)})",
            AddPosition => $"Torch::Tokens.AddPosition({In(0)}, {In(1)})",
            SumImages => $"{In(0)}.sum(0L).t()",
            PrependClass => $"Torch::Tokens.PrependClass({In(0)}, {In(1)})",
            DropClass => $"g.Compute({In(0)}.narrow(1, 1, {N(X().Tokens - 1)}))",
            SumClass => $"Torch::Linear.BackwardBias({In(0)}.narrow(1, 0, 1))",
            MeanTokens => $"{In(0)}.mean(new long[] {{ 1 }}, true)",
            MeanTokensBackward op => $"Torch::Tokens.MeanBackward({In(0)}, {N(op.Tokens)})",
            FirstToken => $"{In(0)}.narrow(1, 0, 1)",
            FirstTokenBackward op => $"Torch::Tokens.FirstBackward({In(0)}, {N(op.Tokens)})",
            CrossEntropy => $"Torch::CrossEntropy.Forward(g, {In(0)})",

            Attention { KeepsProbabilities: true } op => $"Torch::Attention.Forward({In(0)}, {N(op.Heads)})",
            AttentionBackward { KeepsProbabilities: true } op => $"Torch::Attention.Backward({In(0)}, {In(2)}, {In(3)}, {N(op.Heads)})",

            ToeplitzMatrix op => $"Torch::Toeplitz.Matrix({In(0)}, {Grid(op.Geometry)}, {N(op.Geometry.Groups)}, {(op.IsTransposed ? "transposed: true" : "transposed: false")})",
            ToeplitzProduct => $"Torch::Toeplitz.Forward({In(0)}, {In(1)})",
            ToeplitzProductBackwardInput => $"Torch::Toeplitz.BackwardInput({In(0)}, {In(1)})",
            ToeplitzProductBackwardMatrix op => $"Torch::Toeplitz.BackwardMatrix({In(0)}, {In(1)}, {N(op.Geometry.Groups)})",
            ToeplitzFold op => $"Torch::Toeplitz.Fold({In(0)}, {Grid(op.Geometry)}, {Kernel(op.Geometry)}, {N(op.Geometry.Groups)})",
            Convolution op => $"Torch::Convolution.Forward({In(0)}, {In(1)}, {Grid(op.Geometry)}, {N(op.Geometry.Groups)})",
            ConvolutionBackwardInput op => $"Torch::Convolution.BackwardInput({In(0)}, {In(1)}, {Grid(op.Geometry)}, {N(op.Geometry.Groups)})",
            ConvolutionBackwardKernel op => $"Torch::Convolution.BackwardKernel({In(0)}, {In(1)}, {Grid(op.Geometry)}, {Kernel(op.Geometry)}, {N(op.Geometry.Groups)})",
            KernelSpectrum op => $"Torch::Spectral.Filter({In(0)}, {Spectrum(op.Geometry)}, {N(op.Geometry.Groups)})",
            SpectralProduct op => $"Torch::Spectral.Forward(g, {In(0)}, {In(1)}, {Grid(op.Geometry)}, {Spectrum(op.Geometry)})",
            SpectralProductBackwardInput op => $"Torch::Spectral.BackwardInput(g, {In(0)}, {In(1)}, {Grid(op.Geometry)}, {Spectrum(op.Geometry)})",
            SpectralProductBackwardSpectrum op => $"Torch::Spectral.BackwardSpectrum({In(0)}, {In(1)}, {Grid(op.Geometry)}, {Spectrum(op.Geometry)}, {N(op.Geometry.Groups)})",
            SpectralFold op => $"Torch::Spectral.Fold({In(0)}, {Spectrum(op.Geometry)}, {Kernel(op.Geometry)})",

            MatrixProduct { Transposed: Transposed.Left } => $"{In(0)}.t().mm({In(1)})",
            MatrixProduct { Transposed: Transposed.Right } => $"{In(0)}.mm({In(1)}.t())",
            MatrixProduct => $"{In(0)}.mm({In(1)})",
            ScaleColumns => $"{In(0)}.mul({In(1)})",
            ColumnDots => $"{In(0)}.mul({In(1)}).sum(0L)",
            MatrixVector op => op.HasAddend ? $"{In(2)}.addmv({In(0)}, {In(1)})" : $"{In(0)}.mv({In(1)})",
            MatrixTransposedVector => $"{In(0)}.t().mv({In(1)})",
            OuterProduct op => op.HasAddend ? $"{In(0)}.addr({In(1)}, {In(2)})" : $"{In(0)}.outer({In(1)})",
            Transpose => $"{In(0)}.view({N(X().Sizes[X().Sizes.Count - 2])}, {N(X().Features)}).t()",
            _ => throw new GraphException($"the TorchSharp backend has no operation for {node.Op.Name}"),
        };
    }

    private static string Site(int site) => site == 0 ? "2 * block" : "(2 * block) + 1";

    private static string Grid(KernelGeometry geometry) => $"{N(geometry.GridHeight)}, {N(geometry.GridWidth)}";

    private static string Kernel(KernelGeometry geometry) => $"{N(geometry.KernelHeight)}, {N(geometry.KernelWidth)}";

    private static string Spectrum(KernelGeometry geometry) => $"{N(geometry.SpectrumHeight)}, {N(geometry.SpectrumWidth)}";

    private static string N(long value) => Literals.Number(value);
}
