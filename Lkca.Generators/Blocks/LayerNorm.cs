using Lkca.Generators.Graph;
using Lkca.Generators.Ops;

namespace Lkca.Generators.Blocks;

/// <summary>LayerNorm as two primitives: the normalisation, and the affine that Simplify folds into the Linear behind it.</summary>
internal static class LayerNorm
{
    /// <summary>Adds path.weight and path.bias and the nodes; returns the normalised values, (…, features).</summary>
    /// <param name="suffix">Distinguishes the value names of several norms in one region.</param>
    public static Value Add(RegionBuilder b, string path, string suffix, Value x)
    {
        var mark = b.Mark();
        var weight = b.Parameter(path + ".weight", Initialization.Ones, x.Shape.Features);
        var bias = b.Parameter(path + ".bias", Initialization.Zeros, x.Shape.Features);
        var normalized = b.AddMany(["xHat" + suffix, "rstd" + suffix], new Normalize(), x);
        var result = b.Add("normed" + suffix, new Affine(), normalized[0], weight, bias);
        b.Layer(mark, path, "LayerNorm", result);
        return result;
    }
}
