using System;

namespace Lkca.Runtime;

/// <summary>Which parameters weight decay acts on.</summary>
public enum WeightDecayScope
{
    /// <summary>Every parameter: the paper's recipe.</summary>
    All,

    /// <summary>Weights of at least two dimensions, without <c>pos_embed</c> and <c>cls_token</c>: biases, LayerNorm's scales and shifts and embeddings
    /// are left alone, as timm does.</summary>
    Matrices,
}

/// <summary>The rule behind <see cref="WeightDecayScope"/>, the same on every backend.</summary>
public static class WeightDecayRule
{
    /// <summary>True where decay acts on <paramref name="parameter"/>.</summary>
    public static bool Decays(this WeightDecayScope scope, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return scope == WeightDecayScope.All || (parameter.Shape.Count >= 2 && parameter.Name is not ("pos_embed" or "cls_token"));
    }
}
