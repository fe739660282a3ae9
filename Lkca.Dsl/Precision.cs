namespace Lkca.Dsl;

/// <summary>Type of every number of a model.</summary>
public enum Precision
{
    /// <summary>32-bit floats.</summary>
    Float32,

    /// <summary>64-bit floats, for gradient checks; Cpu only.</summary>
    Float64,
}
