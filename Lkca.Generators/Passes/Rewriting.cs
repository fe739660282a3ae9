using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Passes;

/// <summary>A region's nodes while a pass replaces some of them: finds producers, counts uses, and keeps the links from backward nodes to the forward nodes they differentiate.</summary>
internal sealed class Rewriting(Region region)
{
    private readonly Dictionary<Node, Node> _replaced = [];

    public List<Node> Forward { get; } = [.. region.Forward];

    public List<Node> Backward { get; } = [.. region.Backward];

    /// <summary>The node that makes <paramref name="value"/>, or null for inputs and parameters.</summary>
    public Node? Producer(Value value) => Forward.Concat(Backward).FirstOrDefault(node => node.Outputs.Contains(value));

    /// <summary>The node that makes <paramref name="value"/> where it is a <typeparamref name="T"/> and only <paramref name="user"/> reads that value.</summary>
    public Node? OnlyFeeds<T>(Value value, Node user)
        where T : Op
    {
        var producer = Producer(value);
        return producer?.Op is T && Users(value).All(node => ReferenceEquals(node, user)) && !IsKept(value) ? producer : null;
    }

    public IEnumerable<Node> Users(Value value) => Forward.Concat(Backward).Where(node => node.Inputs.Contains(value));

    /// <summary>Puts <paramref name="replacement"/> where <paramref name="last"/> stands and removes the other <paramref name="nodes"/>. Backward nodes of all of them belong to the last replacement from now on.</summary>
    public void Replace(Node last, IReadOnlyList<Node> nodes, params Node[] replacement)
    {
        var list = Forward.Contains(last) ? Forward : Backward;
        list.InsertRange(list.IndexOf(last), replacement);
        foreach (var node in nodes.Concat([last]))
        {
            list.Remove(node);
            _replaced[node] = replacement[replacement.Length - 1];
        }
    }

    public Region Build()
    {
        var backward = Backward.Select(node => node.Differentiates is { } forward ? node.With(differentiates: Current(forward)) : node);
        return region with { Forward = Forward, Backward = [.. backward] };
    }

    private Node Current(Node node)
    {
        while (_replaced.TryGetValue(node, out var next))
        {
            node = next;
        }

        return node;
    }

    private bool IsKept(Value value) =>
        ReferenceEquals(value, region.Output) || ReferenceEquals(value, region.InputGradient) || region.ParameterGradients.Values.Contains(value);
}
