using System;

namespace Lkca.Dsl;

/// <summary>Limits that are checked during the build: a model beyond one of them does not compile, and the error names the layer that costs most.
/// <example><c>[Budget(MaxParameters = 2_700_000, MaxMacs = 180_000_000)]</c></example></summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class BudgetAttribute : Attribute
{
    /// <summary>The most trainable scalars; 0 lifts an inherited limit.
    /// <example><c>[Budget(MaxParameters = 2_700_000)]</c></example></summary>
    public long MaxParameters { get; set; }

    /// <summary>The most multiply-accumulates of one image's forward pass; 0 lifts an inherited limit.
    /// <example><c>[Budget(MaxMacs = 180_000_000)]</c></example></summary>
    public long MaxMacs { get; set; }
}
