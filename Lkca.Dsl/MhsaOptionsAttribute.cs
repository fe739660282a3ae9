using System;

namespace Lkca.Dsl;

/// <summary>Options of self-attention, on a record that derives from <see cref="MhsaMixer"/>; inherited property by property.
/// <example><code>
/// [MhsaOptions(QkvBias = true)]
/// public abstract record BiasedMhsa : MhsaMixer;
/// </code></example></summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class MhsaOptionsAttribute : Attribute
{
    /// <summary>Whether the query, key and value projection has a bias; it has none by default.
    /// <example><c>[MhsaOptions(QkvBias = true)]</c></example></summary>
    public bool QkvBias { get; set; }

    /// <summary>Whether the output projection has a bias; it has one by default.
    /// <example><c>[MhsaOptions(ProjectionBias = false)]</c></example></summary>
    public bool ProjectionBias { get; set; } = true;
}
