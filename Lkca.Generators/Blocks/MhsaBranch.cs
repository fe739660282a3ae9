using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Blocks;

/// <summary>Multi-head self-attention: joint projection to queries, keys and values, scaled dot-product attention, output projection.</summary>
internal static class MhsaBranch
{
    public const string Summary = "proj(attention(qkv(norm1(z))))";

    public static Value Add(RegionBuilder b, ModelSpec spec, MhsaMixerSpec mixer, int heads, Value x)
    {
        var mark = b.Mark();
        var qkvWeight = b.Parameter("attn.qkv.weight", Initialization.XavierNormal, 3 * spec.Width, spec.Width);
        var qkv = mixer.QkvBias
            ? b.Add("qkv", new Linear(HasBias: true), x, qkvWeight, b.Parameter("attn.qkv.bias", Initialization.Zeros, 3 * spec.Width))
            : b.Add("qkv", new Linear(HasBias: false), x, qkvWeight);
        var attended = b.AddMany(["attended", "logSumExp"], new Attention(heads), qkv);
        var projWeight = b.Parameter("attn.proj.weight", Initialization.XavierNormal, spec.Width, spec.Width);
        var projected = mixer.ProjectionBias
            ? b.Add("projected", new Linear(HasBias: true), attended[0], projWeight, b.Parameter("attn.proj.bias", Initialization.Zeros, spec.Width))
            : b.Add("projected", new Linear(HasBias: false), attended[0], projWeight);
        b.Layer(mark, "attn", mixer.Name, projected);
        return projected;
    }
}
