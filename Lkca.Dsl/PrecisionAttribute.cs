using System;

namespace Lkca.Dsl;

/// <summary>Chooses the type of every number of the model; <see cref="Lkca.Dsl.Precision.Float32"/> without it.
/// <example><c>[Precision(Precision.Float64)]</c></example></summary>
/// <param name="precision">The type; Float64 is for gradient checks on the Cpu backend.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class PrecisionAttribute(Precision precision) : Attribute
{
    /// <summary>The type.
    /// <example><c>[Precision(Precision.Float64)]</c></example></summary>
    public Precision Precision { get; } = precision;
}
