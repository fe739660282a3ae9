using System;

namespace Lkca.Dsl;

/// <summary>The classifier: pooling, LayerNorm and a linear layer.
/// <example><c>[Head(Pool = Pool.Mean)]</c></example></summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class HeadAttribute : Attribute
{
    /// <summary>What the head classifies from; the mean where it is not stated.
    /// <example><c>[Head(Pool = Pool.ClassToken)]</c></example></summary>
    public Pool Pool { get; set; }
}
