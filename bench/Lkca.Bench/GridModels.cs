using System.Collections.Generic;
using System.Linq;
using Lkca.Dsl;
using Lkca.Runtime;

namespace Lkca.Bench;

/// <summary>One full large kernel on a grid of 8×8: what the compiler chooses for it is asked of its model card.</summary>
[VisionModel(Image = 8, Classes = 2)]
[PatchEmbed(Patch = 1, Width = 210)]
[Stage<LkcaMixer>(Depth = 1, MlpRatio = 1)]
[Head(Pool = Pool.Mean)]
internal abstract record Grid8;

/// <summary>On 16×16.</summary>
[VisionModel(Image = 16)]
internal abstract record Grid16 : Grid8;

/// <summary>On 32×32.</summary>
[VisionModel(Image = 32)]
internal abstract record Grid32 : Grid8;

/// <summary>On 64×64.</summary>
[VisionModel(Image = 64)]
internal abstract record Grid64 : Grid8;

/// <summary>The compiler's choice of a view, by grid.</summary>
internal static class GridModels
{
    private static readonly IReadOnlyList<ModelInfo> Cards = [Grid8Model.Description, Grid16Model.Description, Grid32Model.Description, Grid64Model.Description];

    /// <summary>"toeplitz", "convolution" or "fft" for a full kernel of 210 channels on an h×h grid; null for other grids.</summary>
    public static string? Chosen(int h) =>
        Cards.FirstOrDefault(card => card.Height == h)?.Layers.First(layer => layer.View is not null).View!.Split(' ')[0].ToLowerInvariant();
}
