using System.Collections.Generic;
using System.Linq;

namespace Lkca.Generators.Graph;

/// <summary>Appends nodes to a region under construction; shapes come from the primitives' rules.</summary>
internal sealed class RegionBuilder(string name, string prefix, string summary)
{
    private readonly List<Value> _parameters = [];
    private readonly List<Node> _nodes = [];
    private readonly List<Layer> _layers = [];

    /// <summary>Adds a parameter; state-dict order is the order of these calls.</summary>
    public Value Parameter(string path, Initialization initialization, params int[] sizes)
    {
        var parameter = new Value(Camel(path), Shape.Of(sizes), new(path, initialization));
        _parameters.Add(parameter);
        return parameter;
    }

    public Value Add(string outputName, Op op, params Value[] inputs) => AddMany([outputName], op, inputs)[0];

    public IReadOnlyList<Value> AddMany(IReadOnlyList<string> outputNames, Op op, params Value[] inputs)
    {
        var node = Nodes.Create(op, inputs, outputNames);
        _nodes.Add(node);
        return node.Outputs;
    }

    /// <summary>Number of nodes so far: the start of a layer.</summary>
    public int Mark() => _nodes.Count;

    /// <summary>Declares the nodes since <paramref name="mark"/> as one layer of the model card.</summary>
    public void Layer(int mark, string path, string kind, Value output) => _layers.Add(new(path, kind, output, [.. _nodes.Skip(mark)]));

    public Region Build(Value input, Value output) => new()
    {
        Name = name,
        Prefix = prefix,
        Summary = summary,
        Input = input,
        Output = output,
        Parameters = _parameters,
        Forward = _nodes,
        Layers = _layers,
    };

    /// <summary>norm1.weight becomes norm1Weight, cls_token clsToken.</summary>
    private static string Camel(string path)
    {
        var parts = path.Split('.', '_');
        return parts[0] + string.Concat(parts.Skip(1).Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
    }
}
