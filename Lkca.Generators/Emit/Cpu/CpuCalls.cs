using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;

namespace Lkca.Generators.Emit.Cpu;

/// <summary>The table from primitive to kernel call of Lkca.Runtime.Kernels.Cpu: outputs, inputs, saved, scratch, dimensions.</summary>
internal static class CpuCalls
{
    public static string Of(Node node, CpuNames names)
    {
        string In(int i) => names.Tensor(node.Inputs[i]);
        string Out(int i = 0) => names.Output(node, i);
        string Tokens() => names.Tokens(node.Inputs[0]);
        string Images() => names.Images(node.Inputs[0]);
        string Scratch() => names.Scratch();
        Shape X(int i = 0) => node.Inputs[i].Shape;
        string Site(int site) => names.ImageSet(site);

        return node.Op switch
        {
            Linear { HasGelu: true } op => Call("Linear.ForwardGelu", Out(), $"g.WhenTraining({Out(1)})", In(0), In(1), op.HasBias ? In(2) : "default", Tokens(), X().Features, node.Output.Shape.Features),
            Linear op => Call("Linear.Forward", Out(), In(0), In(1), op.HasBias ? In(2) : "default", Tokens(), X().Features, node.Output.Shape.Features),
            LinearResidual op => Call("Linear.ForwardAdd", Out(), Out(1), In(1), In(2), In(3), "g.BranchScale", Site(op.Site), X().Tokens, X(1).Features, node.Output.Shape.Features),
            LinearBackwardInput { HasFactor: true } op => Call("Linear.BackwardInputTimes", Out(), In(0), In(1), In(2), Tokens(), op.Features, X().Features, TransposedArgument(op.IsTransposed)),
            LinearBackwardInput op => Call("Linear.BackwardInput", Out(), In(0), In(1), Tokens(), op.Features, X().Features, TransposedArgument(op.IsTransposed)),
            LinearBackwardWeight => Call("Linear.BackwardWeight", Out(), "default", In(0), In(1), Scratch(), Tokens(), X(1).Features, X().Features),
            LinearBackwardWeightBias => Call("Linear.BackwardWeight", Out(), Out(1), In(0), In(1), Scratch(), Tokens(), X(1).Features, X().Features),
            SumTokens => Call("Linear.BackwardBias", Out(), In(0), Tokens(), X().Features),
            AddBias => Call("Bias.Add", Out(), In(0), In(1), Tokens(), X().Features),

            Normalize { Site: { } site } => Call("Normalize.Forward", Out(), Out(1), In(0), Site(site), X().Tokens, X().Features, "1e-5"),
            Normalize => Call("Normalize.Forward", Out(), Out(1), In(0), $"new Memory::ImageSet({Images()})", X().Tokens, X().Features, "1e-5"),
            NormalizeBackward => Call("Normalize.Backward", Out(), In(0), In(1), In(2), Tokens(), X().Features),
            NormalizeBackwardAdd op => Call("Normalize.BackwardAdd", Out(), In(1), In(2), In(3), Site(op.Site), X().Tokens, X().Features),
            Affine => Call("Affine.Forward", Out(), In(0), In(1), In(2), Tokens(), X().Features),
            AffineBackwardInput => Call("Affine.BackwardInput", Out(), In(0), In(1), Tokens(), X().Features),
            AffineBackwardScale => Call("Affine.BackwardScale", Out(), In(0), In(1), Tokens(), X().Features),

            Residual op => Call("Residual.Add", Out(), In(1), op.HasBias ? In(2) : "default", "g.BranchScale", Site(op.Site), X().Tokens, X().Features),
            ResidualBackward op => Call("Residual.Backward", Out(), In(0), "g.BranchScale", Site(op.Site), X().Tokens, X().Features),
            Gelu => Call("Gelu.Forward", Out(), $"g.WhenTraining({Out(1)})", In(0), Tokens(), X().Features),
            Multiply => Call("Gelu.Backward", Out(), In(0), In(1), Tokens(), X().Features),
            Add => X().IsBatched ? Call("Elementwise.Add", Out(), In(0), In(1), Tokens(), X().Features) : Call("Matrices.Add", Out(), In(0), In(1), X().Count),

            Patches op => Call("Patches.Forward", Out(), In(0), names.Use("images"), X().Sizes[0], X().Sizes[1], X().Sizes[2], op.PatchHeight, op.PatchWidth),
            PatchesBackward op => Call("Patches.Backward", Out(), In(0), names.Use("images"), op.Channels, op.Height, op.Width, op.PatchHeight, op.PatchWidth),
            AddPosition => Call("Tokens.AddPosition", Out(), In(0), In(1), Images(), X().Tokens, X().Features),
            SumImages => Call("Tokens.SumImages", Out(), In(0), Images(), X().Tokens, X().Features),
            PrependClass => Call("Tokens.PrependClass", Out(), In(0), In(1), Images(), X().Tokens, X().Features),
            DropClass => Call("Tokens.DropClass", Out(), In(0), Images(), X().Tokens - 1, X().Features),
            SumClass => Call("Tokens.SumClass", Out(), In(0), Images(), X().Tokens - 1, X().Features),
            MeanTokens => Call("Pooling.Mean", Out(), In(0), Images(), X().Tokens, X().Features),
            MeanTokensBackward op => Call("Pooling.MeanBackward", Out(), In(0), Images(), op.Tokens, X().Features),
            FirstToken => Call("Pooling.First", Out(), In(0), Images(), X().Tokens, X().Features),
            FirstTokenBackward op => Call("Pooling.FirstBackward", Out(), In(0), Images(), op.Tokens, X().Features),
            CrossEntropy => Call("CrossEntropy.Forward", Out(), Out(1), In(0), "g.Targets", "g.Smoothing", "g.LossScale", Images(), X().Features),

            Attention op => Call("Attention.Forward", Out(), Out(1), In(0), Scratch(), Images(), X().Tokens, X().Features / 3, op.Heads),
            AttentionBackward op => Call("Attention.Backward", Out(), In(0), In(1), In(2), In(3), Scratch(), Images(), X().Tokens, X().Features, op.Heads),

            ToeplitzMatrix op => Call(Toeplitz(op.Geometry, "Matrix"), Out(), In(0), Grid(op.Geometry), op.Geometry.Groups, TransposedArgument(op.IsTransposed)),
            ToeplitzProduct op => Call(Toeplitz(op.Geometry, "Forward"), Out(), In(0), In(1), Scratch(), Images(), X().Tokens, X().Features, op.Geometry.Groups),
            ToeplitzProductBackwardInput op => Call(Toeplitz(op.Geometry, "BackwardInput"), Out(), In(0), In(1), Scratch(), Images(), X().Tokens, X().Features, op.Geometry.Groups),
            ToeplitzProductBackwardMatrix op => Call(Toeplitz(op.Geometry, "BackwardMatrix"), Out(), In(0), In(1), Scratch(), Images(), X().Tokens, X().Features, op.Geometry.Groups),
            ToeplitzFold op => Call(Toeplitz(op.Geometry, "Fold"), Out(), In(0), Grid(op.Geometry), op.Geometry.Groups),
            Convolution op => Call("Convolution.Forward", Out(), In(0), In(1), Scratch(), Images(), Grid(op.Geometry), X().Features, op.Geometry.Groups),
            ConvolutionBackwardInput op => Call("Convolution.BackwardInput", Out(), In(0), In(1), Scratch(), Images(), Grid(op.Geometry), X().Features, op.Geometry.Groups),
            ConvolutionBackwardKernel op => Call("Convolution.BackwardKernel", Out(), In(0), In(1), Scratch(), Images(), Grid(op.Geometry), X().Features, op.Geometry.Groups),
            KernelSpectrum op => Call("Spectral.Filter", Out(), In(0), Grid(op.Geometry), op.Geometry.Groups),
            SpectralProduct op => Call("Spectral.Forward", Out(), In(0), In(1), Scratch(), Images(), Grid(op.Geometry), X().Features, op.Geometry.Groups),
            SpectralProductBackwardInput op => Call("Spectral.BackwardInput", Out(), In(0), In(1), Scratch(), Images(), Grid(op.Geometry), X().Features, op.Geometry.Groups),
            SpectralProductBackwardSpectrum op => Call("Spectral.BackwardSpectrum", Out(), In(0), In(1), Scratch(), Images(), Grid(op.Geometry), X().Features, op.Geometry.Groups),
            SpectralFold op => Call("Spectral.Fold", Out(), In(0), Scratch(), Grid(op.Geometry), op.Geometry.Groups),

            MatrixProduct op => Product(op, node, Out(), In(0), In(1)),
            ScaleColumns => Call("Matrices.ScaleColumns", Out(), In(0), In(1), X().Sizes[0], X().Sizes[1]),
            ColumnDots => Call("Matrices.ColumnDots", Out(), In(0), In(1), X().Sizes[0], X().Sizes[1]),
            MatrixVector op => Call("Matrices.MatrixVector", Out(), In(0), In(1), op.HasAddend ? In(2) : "default", X().Sizes[0], X().Sizes[1]),
            MatrixTransposedVector => Call("Matrices.MatrixVectorTransposed", Out(), In(0), In(1), X().Sizes[0], X().Sizes[1]),
            OuterProduct { HasAddend: true } => Call("Matrices.AddOuter", Out(), In(1), In(2), X(1).Count, X(2).Count),
            Transpose => Call("Matrices.Transpose", Out(), In(0), node.Output.Shape.Sizes[1], node.Output.Shape.Sizes[0]),
            StoreLogits => Call("Tokens.ToRows", "g.Logits", In(0), Tokens(), X().Features),
            _ => throw new GraphException($"the Cpu backend has no kernel for {node.Op.Name}"),
        };
    }

    private static string Product(MatrixProduct op, Node node, string c, string a, string b)
    {
        var (m, k, n, _) = op.Dimensions([node.Inputs[0].Shape, node.Inputs[1].Shape]);
        var method = op.Transposed switch { Transposed.Left => "MultiplyTransposedA", Transposed.Right => "MultiplyTransposedB", _ => "Multiply" };
        return Call("Matrices." + method, c, a, b, m, k, n);
    }

    private static string TransposedArgument(bool isTransposed) => isTransposed ? "transposed: true" : "transposed: false";

    private static string Toeplitz(KernelGeometry geometry, string method) => (geometry.IsSplit ? "SplitToeplitz." : "Toeplitz.") + method;

    private static string Grid(KernelGeometry geometry) =>
        string.Join(", ", new[] { geometry.GridHeight, geometry.GridWidth, geometry.KernelHeight, geometry.KernelWidth }.Select(size => CpuNames.Number(size)));

    private static string Call(string method, params object[] arguments) =>
        $"Cpu::{method}({string.Join(", ", arguments.Select(argument => argument switch { int number => CpuNames.Number(number), long number => CpuNames.Number(number), _ => (string)argument }))});";
}
