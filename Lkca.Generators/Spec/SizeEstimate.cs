using System;

namespace Lkca.Generators.Spec;

/// <summary>How large a model is, in doubles: absurd declarations must not overflow before they are refused. Exact counts are the
/// compiler's.</summary>
internal static class SizeEstimate
{
    /// <summary>Trainable scalars: patch embedding, positions, blocks, head.</summary>
    public static double Parameters(ModelSpec spec)
    {
        double d = spec.Width;
        var total = (d * spec.Image.Channels * spec.Patch.Height * spec.Patch.Width) + d
            + (Tokens(spec) * d) + (3 * d) + (d * spec.Classes) + spec.Classes;
        foreach (var stage in spec.Stages)
        {
            var hidden = Math.Floor(d * stage.MlpRatio);
            var share = (double)stage.Depth / stage.Pattern.Count;
            foreach (var mixer in stage.Pattern)
            {
                var own = mixer is LkcaMixerSpec lkca
                    ? (2 * d * d) + (2 * d) + ((double)lkca.Groups * lkca.KernelHeight * lkca.KernelWidth)
                    : (4 * d * d) + (4 * d);
                total += share * (own + (4 * d) + (2 * d * hidden) + hidden + d);
            }
        }

        return total;
    }

    /// <summary>Numbers of one image that training keeps or a block works on, tokens padded to whole tiles.</summary>
    public static double Activations(ModelSpec spec)
    {
        const double tile = 64;
        double d = spec.Width;
        var tokens = Math.Ceiling(Tokens(spec) / tile) * tile;
        var total = ((double)spec.Image.Channels * spec.Image.Height * spec.Image.Width) + (tokens * d);
        foreach (var stage in spec.Stages)
        {
            var hidden = Math.Floor(d * stage.MlpRatio);
            foreach (var mixer in stage.Pattern)
            {
                var square = tokens * tokens * (mixer is LkcaMixerSpec lkca ? lkca.Groups : stage.Heads);
                total += (double)stage.Depth / stage.Pattern.Count * ((tokens * ((8 * d) + (3 * hidden))) + square);
            }
        }

        return total;
    }

    private static double Tokens(ModelSpec spec) => ((double)spec.GridHeight * spec.GridWidth) + 1;
}
