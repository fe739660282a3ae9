using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Blocks;

/// <summary>The block's second branch: Linear, GELU, Linear; hidden = ⌊ratio·width⌋.</summary>
internal static class MlpBranch
{
    public static Value Add(RegionBuilder b, ModelSpec spec, double ratio, Value x)
    {
        var mark = b.Mark();
        var hiddenWidth = (int)(spec.Width * ratio);
        var hidden = b.Add("hidden", new Linear(HasBias: true), x,
            b.Parameter("mlp.fc1.weight", Initialization.XavierNormal, hiddenWidth, spec.Width),
            b.Parameter("mlp.fc1.bias", Initialization.Zeros, hiddenWidth));
        var activated = b.AddMany(["activated", "slope"], new Gelu(), hidden);
        var output = b.Add("mlp", new Linear(HasBias: true), activated[0],
            b.Parameter("mlp.fc2.weight", Initialization.XavierNormal, spec.Width, hiddenWidth),
            b.Parameter("mlp.fc2.bias", Initialization.Zeros, spec.Width));
        b.Layer(mark, "mlp", "Mlp", output);
        return output;
    }
}
