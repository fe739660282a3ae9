using System.Collections.Generic;

namespace Lkca.Runtime.Memory;

/// <summary>Collects the state dict and the layers of a generated model, in order.</summary>
public sealed class StateDictBuilder
{
    private readonly List<ParameterInfo> _parameters = [];
    private readonly List<LayerInfo> _layers = [];

    /// <summary>The parameters so far.</summary>
    public IReadOnlyList<ParameterInfo> Parameters => _parameters;

    /// <summary>The layers so far.</summary>
    public IReadOnlyList<LayerInfo> Layers => _layers;

    /// <summary>Adds a parameter at an offset of the store.</summary>
    public void Parameter(string name, long offset, Initialization initialization, params int[] shape) =>
        _parameters.Add(new(name, shape, offset, initialization));

    /// <summary>Adds a line of the model card.</summary>
    public void Layer(string path, string kind, string shape, long parameters, long macs, string? view, int heads = 0) =>
        _layers.Add(new(path, kind, shape, parameters, macs, view, heads));
}
