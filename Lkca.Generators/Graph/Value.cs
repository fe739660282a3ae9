namespace Lkca.Generators.Graph;

/// <summary>How a parameter is drawn; the names of Lkca.Runtime.Initialization.</summary>
internal enum Initialization
{
    Zeros,
    Ones,
    Normal,
    XavierNormal,
}

/// <summary>Where a parameter stands in the state dict.</summary>
/// <param name="Path">Below the region's prefix, for example mlp.fc1.weight.</param>
internal sealed record ParameterPath(string Path, Initialization Initialization);

/// <summary>A tensor of the graph: the input of a region, a parameter, or the output of one node. Compared by identity.</summary>
internal sealed class Value(string name, Shape shape, ParameterPath? parameter = null)
{
    /// <summary>camelCase name, unique in its region.</summary>
    public string Name { get; } = name;

    public Shape Shape { get; } = shape;

    /// <summary>Set for parameters.</summary>
    public ParameterPath? Parameter { get; } = parameter;

    public override string ToString() => $"{Name} {Shape}";
}
