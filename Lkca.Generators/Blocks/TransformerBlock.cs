using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Blocks;

/// <summary>One block: z += mixer(norm1(z)); z += mlp(norm2(z)). Both branches are sites of stochastic depth.</summary>
internal static class TransformerBlock
{
    public static Region Build(ModelSpec spec, MixerSpec mixer, int heads, double mlpRatio, string name)
    {
        var summary = mixer is LkcaMixerSpec lkca ? LkcaBranch.Summary(lkca) : MhsaBranch.Summary;
        var b = new RegionBuilder(name, "blocks.{i}.", $"z += {summary}; z += fc2(gelu(fc1(norm2(z))))");
        var z = new Value("z", Shape.Images(spec.Tokens, spec.Width));

        var x = LayerNorm.Add(b, "norm1", "1", b.Add("kept1", new Select(0), z));
        x = mixer is LkcaMixerSpec large ? LkcaBranch.Add(b, spec, large, x) : MhsaBranch.Add(b, spec, (MhsaMixerSpec)mixer, heads, x);
        var middle = b.Add("z1", new Residual(0), z, x);

        x = LayerNorm.Add(b, "norm2", "2", b.Add("kept2", new Select(1), middle));
        x = MlpBranch.Add(b, spec, mlpRatio, x);
        return b.Build(z, b.Add("z2", new Residual(1), middle, x));
    }
}
