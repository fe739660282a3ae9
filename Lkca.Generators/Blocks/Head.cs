using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Blocks;

/// <summary>The residual stream to logits. Mean pooling normalises the mean (fc_norm); a class token is read from the normalised tokens (norm), as timm does.</summary>
internal static class Head
{
    public static Region Build(ModelSpec spec)
    {
        var hasClass = spec.Pool == PoolKind.ClassToken;
        var b = new RegionBuilder("Head", "", hasClass ? "logits = head(class token of norm(z))" : "logits = head(fc_norm(mean over tokens of z))");
        var z = new Value("z", Shape.Images(spec.Tokens, spec.Width));
        var x = hasClass
            ? b.Add("pooled", new FirstToken(), LayerNorm.Add(b, "norm", "", z))
            : LayerNorm.Add(b, "fc_norm", "", b.Add("pooled", new MeanTokens(), z));
        var mark = b.Mark();
        var logits = b.Add("logits", new Linear(HasBias: true), x,
            b.Parameter("head.weight", Initialization.XavierNormal, spec.Classes, spec.Width),
            b.Parameter("head.bias", Initialization.Zeros, spec.Classes));
        b.Layer(mark, "head", "Linear", logits);
        b.AddMany([], new StoreLogits(), logits);
        return b.Build(z, logits);
    }
}
