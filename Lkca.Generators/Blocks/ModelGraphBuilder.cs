using System.Collections.Generic;
using System.Globalization;
using Lkca.Generators.Graph;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Blocks;

/// <summary>Spec to graph: one region per distinct kind of block, and the list that says which kind block i is.</summary>
internal static class ModelGraphBuilder
{
    public static ModelGraph Build(ModelSpec spec)
    {
        var kinds = new List<Region>();
        var known = new Dictionary<(MixerSpec Mixer, int Heads, double MlpRatio), int>();

        // A kind is a file, too, and file names that differ by case only are one file.
        var names = new HashSet<string>(System.StringComparer.OrdinalIgnoreCase);
        var blocks = new List<int>();
        foreach (var stage in spec.Stages)
        {
            for (var i = 0; i < stage.Depth; i++)
            {
                var mixer = stage.Pattern[i % stage.Pattern.Count];

                // Heads make no difference to a block without attention: two stages that differ in nothing else share their kind.
                var key = (mixer, mixer is MhsaMixerSpec ? stage.Heads : 0, stage.MlpRatio);
                if (!known.TryGetValue(key, out var kind))
                {
                    kind = known[key] = kinds.Count;
                    kinds.Add(TransformerBlock.Build(spec, mixer, stage.Heads, stage.MlpRatio, UniqueName(mixer.Name, names)));
                }

                blocks.Add(kind);
            }
        }

        return new(Embedding.Build(spec), kinds, blocks, Head.Build(spec));
    }

    /// <summary>LkcaMixer gives LkcaBlock; a second kind of the same mixer LkcaBlock2.</summary>
    private static string UniqueName(string mixer, HashSet<string> names)
    {
        var stem = mixer.EndsWith("Mixer", System.StringComparison.Ordinal) && mixer.Length > 5 ? mixer.Substring(0, mixer.Length - 5) : mixer;
        var name = stem + "Block";
        for (var i = 2; !names.Add(name); i++)
        {
            name = stem + "Block" + i.ToString(CultureInfo.InvariantCulture);
        }

        return name;
    }
}
