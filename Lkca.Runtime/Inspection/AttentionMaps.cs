using System;
using System.Collections.Generic;
using System.Linq;

namespace Lkca.Runtime.Inspection;

/// <summary>What a self-attention block looks at.</summary>
/// <param name="Block">Number of the block.</param>
/// <param name="ByOffset">Per head: mean attention from patch (i,j) to patch (i+Δi, j+Δj) over images and pairs, as (2·rows−1) × (2·columns−1) with offset 0 in the middle:
/// the same frame as a large kernel. Queries and keys that are a class token are left out.</param>
/// <param name="Looked">Per image: what each patch of the grid receives, rows × columns, mean over heads: from the class token where there is one, otherwise the mean over
/// all queries.</param>
public sealed record AttentionMaps(int Block, IReadOnlyList<Matrix> ByOffset, IReadOnlyList<Matrix> Looked)
{
    /// <summary>The maps of every block that has self-attention, over the traces of some images.</summary>
    public static IReadOnlyList<AttentionMaps> Of(PlainNetwork network, IReadOnlyList<NetworkTrace> traces)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(traces);
        return [.. Enumerable.Range(0, network.Depth).Where(block => traces.Count > 0 && traces[0].Attention[block] != null).Select(block =>
        {
            var perImage = traces.Select(t => t.Attention[block]!).ToArray();
            return new AttentionMaps(block,
                [.. Enumerable.Range(0, perImage[0].Length).Select(head => Offsets(network, [.. perImage.Select(heads => heads[head])]))],
                [.. perImage.Select(heads => Received(network, heads))]);
        })];
    }

    /// <summary>How far a patch looks with one head, in patches: Σ over offsets of attention · √(Δi² + Δj²), as the mean over queries.</summary>
    public double MeanDistance(int head)
    {
        var map = ByOffset[head];
        var (rows, columns, sum) = (map.Rows / 2 + 1, map.Columns / 2 + 1, 0.0);
        for (var i = 0; i < map.Values.Length; i++)
        {
            var (down, right) = (Math.Abs(i / map.Columns - rows + 1), Math.Abs(i % map.Columns - columns + 1));
            sum += map.Values[i] * (rows - down) * (columns - right) * Math.Sqrt(down * down + right * right);
        }

        return sum / (rows * columns);
    }

    private static Matrix Offsets(PlainNetwork network, Matrix[] images)
    {
        var (rows, columns, first) = (network.GridHeight, network.GridWidth, network.FirstPatch);
        var mean = new Matrix(2 * rows - 1, 2 * columns - 1);
        for (var query = 0; query < rows * columns; query++)
        {
            for (var key = 0; key < rows * columns; key++)
            {
                var (down, right) = (key / columns - query / columns, key % columns - query % columns);
                var pairs = (rows - Math.Abs(down)) * (columns - Math.Abs(right));
                mean[rows - 1 + down][columns - 1 + right] += images.Sum(a => a[first + query][first + key]) / pairs / images.Length;
            }
        }

        return mean;
    }

    private static Matrix Received(PlainNetwork network, Matrix[] heads)
    {
        var (map, first) = (new Matrix(network.GridHeight, network.GridWidth), network.FirstPatch);
        var queries = first == 1 ? 1 : network.Tokens;
        foreach (var head in heads)
        {
            for (var query = 0; query < queries; query++)
            {
                Matrix.AddScaled(map.Values, 1.0 / queries / heads.Length, head[query][first..]);
            }
        }

        return map;
    }
}
