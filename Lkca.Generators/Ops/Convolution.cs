using System.Collections.Generic;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Ops;

/// <summary>The large kernel as a zero-padded cross-correlation of every channel's plane, stride 1.</summary>
internal sealed record Convolution(KernelGeometry Geometry) : Op
{
    public override string Name => "convolution";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs)
    {
        Expect(inputs[0].Tokens == Geometry.Tokens && inputs[1] == Geometry.KernelShape, $"{inputs[1]} does not fit {inputs[0]}");
        return [inputs[0]];
    }

    /// <summary>Padding counted, as frameworks count a convolution.</summary>
    public override long Macs(Node node) => MacsOf(Geometry, node.Inputs[0].Shape.Features);

    internal static long MacsOf(KernelGeometry geometry, int features) => (long)geometry.Tokens * geometry.KernelHeight * geometry.KernelWidth * features;

    public override string Describe(Node node) => $"{node.Output.Name} = conv2d({node.Inputs[0].Name}, {node.Inputs[1].Name})";
}

/// <summary>The correlation with the kernel flipped in both axes.</summary>
internal sealed record ConvolutionBackwardInput(KernelGeometry Geometry) : Op
{
    public override string Name => "convolution_backward_input";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [inputs[0]];

    public override long Macs(Node node) => Convolution.MacsOf(Geometry, node.Inputs[0].Shape.Features);

    public override string Describe(Node node) => $"{node.Output.Name} = conv2d({node.Inputs[0].Name}, flipped {node.Inputs[1].Name})";
}

/// <summary>dK += the correlation of the output's gradient with the input, over planes.</summary>
internal sealed record ConvolutionBackwardKernel(KernelGeometry Geometry) : Op
{
    public override string Name => "convolution_backward_kernel";

    public override IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs) => [Geometry.KernelShape];

    public override long Macs(Node node) => Convolution.MacsOf(Geometry, node.Inputs[0].Shape.Features);

    public override string Describe(Node node) => $"{node.Output.Name} += Σ_planes correlation of {node.Inputs[1].Name} with {node.Inputs[0].Name}";
}
