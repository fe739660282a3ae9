using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;

namespace Lkca.Generators.Emit;

/// <summary>FNV-1a over names, shapes and precision of the state dict, and over what gives equal shapes another meaning (heads, grids, kernels): 16 hexadecimal digits.
/// The view of a large kernel is not part of it: all views compute the same.</summary>
internal static class SchemaHash
{
    public static string Of(ModelGraph graph, string precision)
    {
        var hash = 14695981039346656037UL;
        foreach (var line in Entries(graph, precision))
        {
            foreach (var c in line)
            {
                hash = unchecked((hash ^ c) * 1099511628211UL);
            }
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Entries(ModelGraph graph, string precision)
    {
        yield return precision;
        foreach (var entry in Entries("", graph.Embedding))
        {
            yield return entry;
        }

        for (var block = 0; block < graph.BlockKinds.Count; block++)
        {
            foreach (var entry in Entries($"blocks.{block.ToString(CultureInfo.InvariantCulture)}.", graph.Kinds[graph.BlockKinds[block]]))
            {
                yield return entry;
            }
        }

        foreach (var entry in Entries("", graph.Head))
        {
            yield return entry;
        }
    }

    private static IEnumerable<string> Entries(string prefix, Region region) =>
        region.Parameters.Select(parameter => $"\n{prefix}{parameter.Parameter!.Path} {parameter.Shape}")
            .Concat(region.Forward.Select(node => node.Op).Select(op => op switch
            {
                Attention attention => $"\nheads {attention.Heads.ToString(CultureInfo.InvariantCulture)}",
                LargeKernel large => FormattableString.Invariant(
                    $"\nkernel {large.Geometry.KernelHeight}×{large.Geometry.KernelWidth} on {large.Geometry.GridHeight}×{large.Geometry.GridWidth} in {large.Geometry.Groups}"),
                _ => "",
            }));
}
