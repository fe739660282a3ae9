using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.TorchSharp;

/// <summary>Writes one region as a nested class: its tensors, and the methods Prepare, Forward and Backward.</summary>
internal sealed class TorchSharpRegionEmitter(SourceWriter w, RegionMemory memory)
{
    private readonly ScheduledRegion _scheduled = memory.Region;
    private readonly Region _region = memory.Region.Region;
    private readonly TorchSharpNames _names = new(memory.Region);

    public void Emit()
    {
        w.Line($"/// <summary>{Literals.Xml(_region.Summary)}</summary>");
        using (w.Block($"private static partial class {_region.Name}"))
        {
            var hasBlock = _region.Prefix.Length > 0;
            w.Line("/// <summary>One instance: its parameters and gradients, what Prepare made, what Forward keeps.</summary>");
            using (w.Block($"internal sealed class Instance(Torch::FlatTensor weights, Torch::FlatTensor? gradients, long at{(hasBlock ? ", int block" : "")}) : Torch::Region"))
            {
                w.Line("private readonly Parameters _w = new(weights, at);");
                w.Line("private readonly Parameters? _d = gradients is null ? null : new(gradients, at);");
                w.Line();
                Fields("Made by Prepare.", _names.Factors.Select(value => (TorchSharpNames.Field(value), value.Shape))
                    .Concat(_names.Exact.Select(value => (_names.ExactField(value), value.Shape))));
                Fields("Kept by Forward for Backward.", _scheduled.Saved.Select(value => (TorchSharpNames.Field(value), value.Shape)));
                Prepare();
                w.Line();
                Forward();
                w.Line();
                Backward();
            }

            w.Line();
            Parameters();
        }
    }

    private void Fields(string title, IEnumerable<(string Name, Shape Shape)> fields)
    {
        var list = fields.ToList();
        if (list.Count == 0)
        {
            return;
        }

        w.Line("// " + title);
        foreach (var (name, shape) in list)
        {
            w.Line($"private Ts::torch.Tensor {name} = null!; // {shape}");
        }

        w.Line();
    }

    private void Prepare()
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block("public override void Prepare(Torch::Pass g)"))
        {
            w.Line("Renew();");
            if (_scheduled.Prologue.Count > 0)
            {
                w.Line("using var scope = Ts::torch.NewDisposeScope();");
            }

            w.Line();
            foreach (var (node, comment) in Commented(_scheduled.Prologue, 'P'))
            {
                w.Line(comment);
                w.Line($"var {TorchSharpNames.Local(node.Output)} = {TorchSharpCalls.Of(node, i => TorchSharpNames.InPrepare(node.Inputs[i]))};");
            }

            if (_names.Factors.Count + _names.Exact.Count > 0)
            {
                w.Line();
                w.Line("// What Forward and Backward read; factors of products in the compute precision.");
            }

            foreach (var value in _names.Factors)
            {
                w.Line($"{TorchSharpNames.Field(value)} = {(value.Parameter is null ? $"Own(g.Compute({TorchSharpNames.Local(value)}))" : $"Factor(g, {TorchSharpNames.Weight(value)})")};");
            }

            foreach (var value in _names.Exact)
            {
                w.Line($"{_names.ExactField(value)} = Own({TorchSharpNames.Local(value)});");
            }
        }
    }

    private void Forward()
    {
        var output = _region.Output;
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public override Ts::torch.Tensor Forward(Torch::Pass g, Ts::torch.Tensor {(_region.Input.Shape.Sizes.Count == 3 ? "images" : "z")})"))
        {
            w.Line("using var scope = Ts::torch.NewDisposeScope();");
            w.Line();
            foreach (var (node, comment) in Commented(_scheduled.Forward, 'F').Where(pair => pair.Node.Op is not StoreLogits))
            {
                w.Line(comment);
                w.Line(Statement(node, i => _names.InForward(node, i)));
            }

            w.Line();
            var saved = _scheduled.Saved.ToList();
            if (saved.Count > 0)
            {
                using (w.Block("if (g.IsTraining)"))
                {
                    foreach (var value in saved)
                    {
                        w.Line($"{TorchSharpNames.Field(value)} = Keep({TorchSharpNames.Local(value)});");
                    }
                }

                w.Line();
            }

            w.Line(_names.IsStream(output) ? "return z;"
                : saved.Contains(output) ? $"return g.IsTraining ? {TorchSharpNames.Local(output)} : Keep({TorchSharpNames.Local(output)});"
                : $"return Keep({TorchSharpNames.Local(output)});");
        }
    }

    private void Backward()
    {
        var isHead = _region.OutputGradient is null;
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public override Ts::torch.Tensor Backward(Torch::Pass g, Ts::torch.Tensor {(isHead ? "gradient" : "dZ")})"))
        {
            w.Line("using var scope = Ts::torch.NewDisposeScope();");
            w.Line("var d = _d!;");
            w.Line();
            var optional = _scheduled.Backward.Where(node => node.IsOptional).ToList();
            Steps(_scheduled.Backward, 'B', node => !node.IsOptional);
            if (_scheduled.Epilogue.Count > 0)
            {
                w.Line();
                w.Line("// The whole batch is summed: what follows from sums alone.");
                Steps(_scheduled.Epilogue, 'E', _ => true);
            }

            w.Line();
            if (optional.Count > 0)
            {
                using (w.Block("if (g.WantsImageGradient)"))
                {
                    Steps(_scheduled.Backward, 'B', node => node.IsOptional);
                    w.Line($"g.ImageGradient = Keep({TorchSharpNames.Local(_region.InputGradient!)});");
                }

                w.Line();
            }

            var saved = string.Join(", ", _scheduled.Saved.Select(TorchSharpNames.Field));
            if (saved.Length > 0)
            {
                w.Line($"Release({saved});");
            }

            var result = _region.InputGradient!;
            w.Line(optional.Count > 0 || _names.IsStream(result) ? "return dZ;" : $"return Keep({TorchSharpNames.Local(result)});");
        }
    }

    private void Steps(IReadOnlyList<Node> nodes, char letter, Func<Node, bool> which)
    {
        foreach (var (node, comment) in Commented(nodes, letter).Where(pair => which(pair.Node)))
        {
            w.Line(comment);
            w.Line(Statement(node, i => _names.InBackward(node, i)));
        }
    }

    /// <summary>A local for the result, or the parameter's gradient that it is, or an update of the stream.</summary>
    private string Statement(Node node, Func<int, string> input)
    {
        var call = TorchSharpCalls.Of(node, input);
        if (TorchSharpNames.IsInPlace(node.Op))
        {
            return call + ";";
        }

        if (node.Op is CrossEntropy)
        {
            return $"var ({TorchSharpNames.Local(node.Outputs[0])}, {TorchSharpNames.Local(node.Outputs[1])}) = {call};\ng.Losses = Keep({TorchSharpNames.Local(node.Outputs[0])});";
        }

        if (node.Outputs.Count > 1)
        {
            return $"var ({string.Join(", ", node.Outputs.Select(TorchSharpNames.Local))}) = {call};";
        }

        return _names.ParameterOf(node.Output) is not { } parameter ? $"var {TorchSharpNames.Local(node.Output)} = {call};"
            : node.Op is LinearBackwardWeight ? $"Torch::Linear.BackwardWeight({TorchSharpNames.Gradient(parameter)}, {input(0)}, {input(1)});"
            : $"{TorchSharpNames.Gradient(parameter)}.copy_({call});";
    }

    private void Parameters()
    {
        w.Line("/// <summary>The parameters, or their gradients: views of the flat tensors, in the shapes that the steps read.</summary>");
        using (w.Block("private sealed class Parameters(Torch::FlatTensor flat, long at)"))
        {
            foreach (var parameter in _region.Parameters)
            {
                var name = TorchSharpNames.Pascal(parameter.Name);
                var sizes = string.Join(", ", Sizes(parameter).Select(size => Literals.Number(size)));
                w.Line($"internal readonly Ts::torch.Tensor {name} = flat.View(at + {_region.Name}.{name}, {sizes}); // {parameter.Shape}");
            }
        }
    }

    /// <summary>Weights of a Linear are matrices, class token and position without the dimension of the images, kernels (groups, kh, kw).</summary>
    private IEnumerable<int> Sizes(Value parameter)
    {
        var nodes = _scheduled.Prologue.Concat(_scheduled.Forward).Where(node => node.Inputs.Contains(parameter)).ToList();
        var sizes = parameter.Shape.Sizes;
        return nodes.Any(node => node.Op is Linear) && sizes.Count > 2 ? [sizes[0], (int)(parameter.Shape.Count / sizes[0])]
            : nodes.Any(node => node.Op is PrependClass) ? [parameter.Shape.Features]
            : nodes.Any(node => node.Op is Transpose) ? sizes.Skip(sizes.Count - 2)
            : nodes.Any(node => node.Op is ToeplitzMatrix or Convolution or KernelSpectrum) && sizes.Count == 2 ? sizes.Prepend(1)
            : sizes;
    }

    private List<(Node Node, string Comment)> Commented(IReadOnlyList<Node> nodes, char letter)
    {
        var lines = new List<(Node, string)>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            var shapes = string.Join(", ", node.Outputs.Select(output => output.Shape.ToString()).Distinct());
            lines.Add((node, $"// {letter}{Literals.Number(i + 1)}{StepReference.Of(node, _scheduled)}  {node.Op.Describe(node)}{(shapes.Length > 0 ? "   " + shapes : "")}"));
        }

        return lines;
    }
}
