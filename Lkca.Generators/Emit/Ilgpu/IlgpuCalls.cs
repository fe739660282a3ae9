using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>The table from primitive to call of Lkca.Runtime.Ilgpu's DeviceKernels or of a generated kernel: outputs, inputs, saved, scratch, dimensions.</summary>
internal sealed class IlgpuCalls(IlgpuNames names, IlgpuKernels kernels, BackendTraits traits)
{
    public string Of(Node node)
    {
        string In(int i) => names.Tensor(node.Inputs[i]);
        string Out(int i = 0) => names.Tensor(node.Outputs[i]);
        string Rows() => names.Rows(node.Inputs[0]);
        string Images() => names.Images();
        Shape X(int i = 0) => node.Inputs[i].Shape;
        int Stride(Shape shape) => traits.RowStride(shape.Features);
        string Site(int site) => site == 0 ? "g.Scales(2 * block)" : "g.Scales((2 * block) + 1)";
        const string Scratch = "g.Scratch";
        var y = node.Outputs.Count > 0 ? node.Output.Shape : X();

        return node.Op switch
        {
            Linear { HasGelu: true } => Call("LinearGelu", Out(), Out(1), In(0), In(1), In(2), Rows(), X().Features, Stride(X()), y.Features, Stride(y)),
            Linear { HasBias: true } => Call("Linear", Out(), In(0), In(1), In(2), Rows(), X().Features, Stride(X()), y.Features, Stride(y)),
            Linear => Call("Linear", Out(), In(0), In(1), Rows(), X().Features, Stride(X()), y.Features, Stride(y)),
            LinearBackwardInput { HasFactor: true } => Call("LinearBackwardInputTimes", Out(), In(0), In(1), In(2), Rows(), y.Features, Stride(y), X().Features, Stride(X())),
            LinearBackwardInput => Call("LinearBackwardInput", Out(), In(0), In(1), Rows(), y.Features, Stride(y), X().Features, Stride(X())),
            LinearBackwardWeight => Call("LinearBackwardWeight", Out(), In(0), In(1), Scratch, Rows(), X(1).Features, Stride(X(1)), X().Features, Stride(X())),
            LinearBackwardWeightBias => Call("LinearBackwardWeightBias", Out(), Out(1), In(0), In(1), Scratch, Rows(), X(1).Features, Stride(X(1)), X().Features, Stride(X())),
            LinearResidual op => Call("LinearResidual", Out(), Out(1), In(1), In(2), In(3), Site(op.Site), Images(), y.Tokens, X(1).Features, Stride(X(1)), y.Features, Stride(y)),
            SumTokens => Call("SumRows", Out(), In(0), Scratch, Rows(), X().Features, Stride(X())),
            AddBias => Call("AddBias", Out(), In(0), In(1), Rows(), Stride(X())),

            Normalize => Call("Normalize", Out(), Out(1), In(0), Rows(), X().Features, Stride(X()), "1e-5"),
            NormalizeBackward => Call("NormalizeBackward", Out(), In(0), In(1), In(2), Rows(), X().Features, Stride(X())),
            NormalizeBackwardAdd => Call("NormalizeBackwardAdd", Out(), In(1), In(2), In(3), Rows(), X().Features, Stride(X())),
            NormalizeBackwardResidual op => Call("NormalizeBackwardResidual", Out(), Out(1), In(1), In(2), In(3), Site(op.Branch), Images(), X().Tokens, X().Features, Stride(X())),
            Affine => Call("Affine", Out(), In(0), In(1), In(2), Rows(), Stride(X())),
            AffineBackwardInput => Call("Scale", Out(), In(0), In(1), Rows(), Stride(X())),
            AffineBackwardScale => Call("SumProducts", Out(), In(0), In(1), Scratch, Rows(), X().Features, Stride(X())),
            Residual { HasBias: true } op => Call("Residual", Out(), In(1), In(2), Site(op.Site), Images(), X().Tokens, Stride(X())),
            Residual op => Call("Residual", Out(), In(1), Site(op.Site), Images(), X().Tokens, Stride(X())),
            ResidualBackward op => Call("ResidualBackward", Out(), In(0), Site(op.Site), Images(), X().Tokens, Stride(X())),
            Gelu => Call("Gelu", Out(), Out(1), In(0), Rows(), Stride(X())),
            Multiply => Call("Multiply", Out(), In(0), In(1), Rows(), Stride(X())),
            Add when X().IsBatched => Call("Add", Out(), In(0), In(1), Rows(), Stride(X())),
            Add => Call("AddMatrices", Out(), In(0), In(1), X().Count),

            Patches op => Call("Patches", Out(), In(0), Images(), X().Sizes[0], X().Sizes[1], X().Sizes[2], op.PatchHeight, op.PatchWidth, Stride(y)),
            PatchesBackward op => Call("PatchesBackward", Out(), In(0), Images(), op.Channels, op.Height, op.Width, op.PatchHeight, op.PatchWidth, Stride(X())),
            AddPosition => Call("AddPosition", Out(), In(0), In(1), Images(), X().Tokens, X().Features, Stride(X())),
            SumImages => Call("SumImages", Out(), In(0), Images(), X().Tokens, X().Features, Stride(X())),
            PrependClass => Call("PrependClass", Out(), In(0), In(1), Images(), X().Tokens, X().Features, Stride(X())),
            DropClass => Call("DropClass", Out(), In(0), Images(), X().Tokens - 1, X().Features, Stride(X())),
            SumClass => Call("SumClass", Out(), In(0), Images(), X().Tokens, X().Features, Stride(X())),
            MeanTokens => Call("MeanTokens", Out(), In(0), Images(), X().Tokens, X().Features, Stride(X())),
            MeanTokensBackward op => Call("MeanTokensBackward", Out(), In(0), Images(), op.Tokens, X().Features, Stride(X())),
            FirstToken => Call("FirstToken", Out(), In(0), Images(), X().Tokens, X().Features, Stride(X())),
            FirstTokenBackward op => Call("FirstTokenBackward", Out(), In(0), Images(), op.Tokens, X().Features, Stride(X())),
            CrossEntropy => Call("CrossEntropy", Out(), Out(1), In(0), "g.Targets", "g.Smoothing", "g.LossScale", Images(), X().Features, Stride(X())),
            StoreLogits => Call("Pack", "g.Logits", In(0), Rows(), X().Features, Stride(X())),

            Attention => $"{kernels.NameOf(node)}.Run(g, {Out()}, {Out(1)}, {In(0)});",
            AttentionBackward => $"{kernels.NameOf(node)}.Run(g, {Out()}, {In(0)}, {In(1)}, {In(2)}, {In(3)}, {names.Use("work")}.At(Scratch));",
            ImplicitToeplitz or ImplicitToeplitzBackwardInput => $"{kernels.NameOf(node)}.Run(g, {Out()}, {In(0)}, {In(1)});",
            ImplicitToeplitzResidual op => $"{kernels.NameOf(node)}.Run(g, {Out()}, {In(1)}, {In(2)}, {In(3)}, {Site(op.Site)});",
            ImplicitToeplitzBackwardKernel => $"{kernels.NameOf(node)}.Run(g, {Out()}, {In(0)}, {In(1)});",
            Convolution op => Call("Convolution", Out(), In(0), In(1), Images(), Grid(op.Geometry), Size(op.Geometry), op.Geometry.Groups, X().Features, Stride(X())),
            ConvolutionBackwardInput op => Call("ConvolutionBackwardInput", Out(), In(0), In(1), Images(), Grid(op.Geometry), Size(op.Geometry), op.Geometry.Groups, X().Features, Stride(X())),
            ConvolutionBackwardKernel op => Call("ConvolutionBackwardKernel", Out(), In(0), In(1), Scratch, Images(), Grid(op.Geometry), Size(op.Geometry), op.Geometry.Groups, X().Features, Stride(X())),

            MatrixProduct op => Product(op, node, Out(), In(0), In(1)),
            ScaleColumns => Call("ScaleColumns", Out(), In(0), In(1), X().Sizes[0], X().Sizes[1]),
            ColumnDots => Call("ColumnDots", Out(), In(0), In(1), Scratch, X().Sizes[0], X().Sizes[1]),
            MatrixVector { HasAddend: true } => Call("MatrixVector", Out(), In(0), In(1), In(2), X().Sizes[0], X().Sizes[1]),
            MatrixVector => Call("MatrixVector", Out(), In(0), In(1), X().Sizes[0], X().Sizes[1]),
            MatrixTransposedVector => Call("MatrixTransposedVector", Out(), In(0), In(1), Scratch, X().Sizes[0], X().Sizes[1]),
            OuterProduct { HasAddend: true } => Call("AddOuterProduct", Out(), In(1), In(2), X(1).Count, X(2).Count),
            OuterProduct => Call("OuterProduct", Out(), In(0), In(1), X(0).Count, X(1).Count),
            Transpose => Call("Transpose", Out(), In(0), node.Output.Shape.Sizes[1], node.Output.Shape.Sizes[0]),
            _ => throw new GraphException($"the Ilgpu backend has no kernel for {node.Op.Name}"),
        };
    }

    private string Product(MatrixProduct op, Node node, string c, string a, string b)
    {
        var (m, k, n, _) = op.Dimensions([node.Inputs[0].Shape, node.Inputs[1].Shape]);
        return Call(op.Transposed switch { Transposed.Left => "MatrixProductTransposedA", Transposed.Right => "MatrixProductTransposedB", _ => "MatrixProduct" }, c, a, b, m, k, n);
    }

    private static string Grid(KernelGeometry geometry) => $"({IlgpuNames.Number(geometry.GridHeight)}, {IlgpuNames.Number(geometry.GridWidth)})";

    private static string Size(KernelGeometry geometry) => $"({IlgpuNames.Number(geometry.KernelHeight)}, {IlgpuNames.Number(geometry.KernelWidth)})";

    private string Call(string method, params object[] arguments) =>
        $"{names.Use("k")}.{method}({string.Join(", ", arguments.Select(argument => argument switch { int number => IlgpuNames.Number(number), long number => IlgpuNames.Number(number), _ => (string)argument }))});";
}
