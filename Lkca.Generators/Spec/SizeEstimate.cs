using System;
using System.Linq;

namespace Lkca.Generators.Spec;

/// <summary>A size with the part that makes most of it.</summary>
internal readonly record struct EstimatedSize(double Total, string Largest);

/// <summary>How large a model is, in doubles: absurd declarations must not overflow before they are refused. Exact counts are the
/// compiler's.</summary>
internal static class SizeEstimate
{
    /// <summary>Trainable scalars: patch embedding, positions, blocks, head.</summary>
    public static EstimatedSize Parameters(ModelSpec spec)
    {
        double d = spec.Width;
        var patches = (d * spec.Image.Channels * spec.Patch.Height * spec.Patch.Width) + d;
        var positions = (Tokens(spec) * d) + (3 * d);
        var head = (d * spec.Classes) + spec.Classes;
        var (projections, kernels, mlps) = (0.0, 0.0, 0.0);
        foreach (var stage in spec.Stages)
        {
            var hidden = Math.Floor(d * stage.MlpRatio);
            var share = (double)stage.Depth / stage.Pattern.Count;
            foreach (var mixer in stage.Pattern)
            {
                var lkca = mixer as LkcaMixerSpec;
                projections += share * (lkca is null ? (4 * d * d) + (4 * d) : (2 * d * d) + (2 * d));
                kernels += lkca is null ? 0 : share * ((double)lkca.Groups * lkca.KernelHeight * lkca.KernelWidth);
                mlps += share * ((4 * d) + (2 * d * hidden) + hidden + d);
            }
        }

        return Sum(
            (patches, "patch embedding"), (positions, "position embedding"), (projections, "mixers' projections"), (kernels, "large kernels"), (mlps, "MLPs"), (head, "head"));
    }

    /// <summary>Numbers of one image that training keeps or a block works on, tokens padded to whole tiles.</summary>
    public static EstimatedSize Activations(ModelSpec spec)
    {
        const double tile = 64;
        double d = spec.Width;
        var tokens = Math.Ceiling(Tokens(spec) / tile) * tile;
        var pixels = (double)spec.Image.Channels * spec.Image.Height * spec.Image.Width;
        var (features, pairs) = (tokens * d, 0.0);
        foreach (var stage in spec.Stages)
        {
            var hidden = Math.Floor(d * stage.MlpRatio);
            foreach (var mixer in stage.Pattern)
            {
                var share = (double)stage.Depth / stage.Pattern.Count;
                features += share * tokens * ((8 * d) + (3 * hidden));
                pairs += share * tokens * tokens * (mixer is LkcaMixerSpec lkca ? lkca.Groups : stage.Heads);
            }
        }

        var count = Text.Literals.Grouped((long)spec.GridHeight * spec.GridWidth);
        return Sum((pixels, "its pixels"), (features, $"the features of its {count} tokens"), (pairs, $"the pairs of its {count} tokens"));
    }

    private static EstimatedSize Sum(params (double Size, string Name)[] parts) =>
        new(parts.Sum(part => part.Size), parts.OrderByDescending(part => part.Size).First().Name);

    private static double Tokens(ModelSpec spec) => ((double)spec.GridHeight * spec.GridWidth) + 1;
}
