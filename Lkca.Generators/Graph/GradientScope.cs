using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Lkca.Generators.Graph;

/// <summary>What gradient rules write to: backward nodes, and the gradients known so far. Several contributions to one value are added up by <paramref name="sum"/>.</summary>
internal sealed class GradientScope(Op sum)
{
    private readonly Dictionary<Value, Value> _gradients = [];
    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _names = [];

    /// <summary>The forward node that is being differentiated.</summary>
    public Node? Current { get; set; }

    public IReadOnlyList<Node> Backward => _nodes;

    /// <summary>The gradient of <paramref name="value"/>, or null where nothing depends on it.</summary>
    public Value? Of(Value value) => _gradients.TryGetValue(value, out var gradient) ? gradient : null;

    /// <summary>Appends a backward node with one output.</summary>
    public Value Emit(string name, Op op, params Value[] inputs) => EmitMany([name], op, inputs)[0];

    /// <summary>Appends a backward node with several outputs.</summary>
    public IReadOnlyList<Value> EmitMany(IReadOnlyList<string> names, Op op, params Value[] inputs)
    {
        var node = Nodes.Create(op, inputs, [.. names.Select(Unique)], Current);
        _nodes.Add(node);
        return node.Outputs;
    }

    /// <summary>Adds <paramref name="contribution"/> to the gradient of <paramref name="value"/>.</summary>
    public void Add(Value value, Value contribution) =>
        _gradients[value] = _gradients.TryGetValue(value, out var known) ? Emit(NameOf(value), sum, known, contribution) : contribution;

    /// <summary>dValue for value.</summary>
    public static string NameOf(Value value) => "d" + char.ToUpperInvariant(value.Name[0]) + value.Name.Substring(1);

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; !_names.Add(unique); i++)
        {
            unique = name + "Sum" + (i == 2 ? "" : i.ToString(CultureInfo.InvariantCulture));
        }

        return unique;
    }
}
