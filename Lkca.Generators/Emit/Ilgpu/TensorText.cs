using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Pieces that the kernels on tensor cores share.</summary>
internal static class TensorText
{
    /// <summary>The four floats of a lane.</summary>
    public static readonly IReadOnlyList<(int Index, string Name)> Channels = [(0, "X"), (1, "Y"), (2, "Z"), (3, "W")];

    /// <summary>A call for each tile, the tile a constant.</summary>
    public static void Each(SourceWriter w, string call, int tiles)
    {
        for (var first = 0; first < tiles; first += 6)
        {
            w.Line(string.Join(" ", Enumerable.Range(first, System.Math.Min(6, tiles - first)).Select(tile => $"T.{call}({IlgpuNames.Number(tile)}, sums);")));
        }
    }
}
