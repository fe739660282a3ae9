using System;
using System.Collections.Generic;
using System.Linq;

namespace Lkca.Generators.Graph;

/// <summary>The whole model: block i is an instance of <see cref="Kinds"/>[<see cref="BlockKinds"/>[i]].</summary>
internal sealed record ModelGraph(Region Embedding, IReadOnlyList<Region> Kinds, IReadOnlyList<int> BlockKinds, Region Head)
{
    /// <summary>Every region once, in order of first execution.</summary>
    public IEnumerable<Region> Regions => new[] { Embedding }.Concat(Kinds).Concat([Head]);

    /// <summary>How often a region runs in one forward pass.</summary>
    public int Repeats(Region region) =>
        ReferenceEquals(region, Embedding) || ReferenceEquals(region, Head) ? 1 : BlockKinds.Count(kind => ReferenceEquals(Kinds[kind], region));

    /// <summary>The same model with every region mapped.</summary>
    public ModelGraph Map(Func<Region, Region> map) => new(map(Embedding), [.. Kinds.Select(map)], BlockKinds, map(Head));
}
