using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Blocks;

/// <summary>The residual stream to logits. Mean pooling normalises the mean (fc_norm); with a class token only that token is normalised (norm), which is what timm computes: LayerNorm works token by token.</summary>
internal static class Head
{
    public static Region Build(ModelSpec spec)
    {
        var hasClass = spec.Pool == PoolKind.ClassToken;
        var b = new RegionBuilder("Head", "", hasClass ? "logits = head(norm(class token of z))" : "logits = head(fc_norm(mean over tokens of z))");
        var z = new Value("z", Shape.Images(spec.Tokens, spec.Width));
        var pooled = b.Add("pooled", hasClass ? new FirstToken() : new MeanTokens(), z);
        var x = LayerNorm.Add(b, hasClass ? "norm" : "fc_norm", "", pooled);
        var mark = b.Mark();
        var logits = b.Add("logits", new Linear(HasBias: true), x,
            b.Parameter("head.weight", Initialization.XavierNormal, spec.Classes, spec.Width),
            b.Parameter("head.bias", Initialization.Zeros, spec.Classes));
        b.Layer(mark, "head", "Linear", logits);
        b.AddMany([], new StoreLogits(), logits);
        return b.Build(z, logits);
    }
}
