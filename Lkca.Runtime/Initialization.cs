namespace Lkca.Runtime;

/// <summary>How a parameter is drawn.</summary>
public enum Initialization
{
    /// <summary>All zero (biases, LayerNorm shift, large kernels).</summary>
    Zeros,

    /// <summary>All one (LayerNorm scale).</summary>
    Ones,

    /// <summary>N(0, 1) (position embedding, class token).</summary>
    Normal,

    /// <summary>N(0, 2/(fan_in + fan_out)) over the matrix (out, rest).</summary>
    XavierNormal,
}
