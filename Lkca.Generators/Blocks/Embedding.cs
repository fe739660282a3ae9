using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Blocks;

/// <summary>Images to the residual stream: patches, their projection, the class token where the head reads one, the position embedding.</summary>
internal static class Embedding
{
    public static Region Build(ModelSpec spec)
    {
        var hasClass = spec.Pool == PoolKind.ClassToken;
        var b = new RegionBuilder("Embedding", "", $"z = {(hasClass ? "[class token; " : "")}patches·weightᵀ + bias{(hasClass ? "]" : "")} + position");
        var images = new Value("images", Shape.Images(spec.Image.Channels, spec.Image.Height, spec.Image.Width));
        var weight = b.Parameter("patch_embed.proj.weight", Initialization.XavierNormal, spec.Width, spec.Image.Channels, spec.Patch.Height, spec.Patch.Width);
        var bias = b.Parameter("patch_embed.proj.bias", Initialization.Zeros, spec.Width);
        var classToken = hasClass ? b.Parameter("cls_token", Initialization.Normal, 1, 1, spec.Width) : null;
        var position = b.Parameter("pos_embed", Initialization.Normal, 1, spec.Tokens, spec.Width);

        var patches = b.Add("patches", new Patches(spec.Patch.Height, spec.Patch.Width), images);
        var z = b.Add("embedded", new Linear(HasBias: true), patches, weight, bias);
        b.Layer(0, "patch_embed", "PatchEmbed", z);
        var mark = b.Mark();
        if (classToken is not null)
        {
            z = b.Add("sequence", new PrependClass(), z, classToken);
            b.Layer(mark, "cls_token", "ClassToken", z);
            mark = b.Mark();
        }

        var columns = b.Add("positions", new Transpose(), position);
        z = b.Add("z", new AddPosition(), z, columns);
        b.Layer(mark, "pos_embed", "PositionEmbedding", z);
        return b.Build(images, z);
    }
}
