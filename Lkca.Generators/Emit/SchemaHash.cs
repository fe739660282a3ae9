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
        var hash = Add(14695981039346656037UL, precision);
        hash = Add(hash, "", Parameters(graph.Embedding), Meanings(graph.Embedding));
        var kinds = graph.Kinds.Select(kind => (Parameters: Parameters(kind), Meanings: Meanings(kind))).ToList();
        for (var block = 0; block < graph.BlockKinds.Count; block++)
        {
            var kind = kinds[graph.BlockKinds[block]];
            hash = Add(hash, $"blocks.{block.ToString(CultureInfo.InvariantCulture)}.", kind.Parameters, kind.Meanings);
        }

        hash = Add(hash, "", Parameters(graph.Head), Meanings(graph.Head));
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static ulong Add(ulong hash, string prefix, List<string> parameters, string meanings)
    {
        foreach (var parameter in parameters)
        {
            hash = Add(Add(Add(hash, "\n"), prefix), parameter);
        }

        return Add(hash, meanings);
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 1099511628211UL);
        }

        return hash;
    }

    private static List<string> Parameters(Region region) => [.. region.Parameters.Select(parameter => $"{parameter.Parameter!.Path} {parameter.Shape}")];

    private static string Meanings(Region region) => string.Concat(region.Forward.Select(node => node.Op).Select(op => op switch
    {
        Attention attention => $"\nheads {attention.Heads.ToString(CultureInfo.InvariantCulture)}",
        LargeKernel large => FormattableString.Invariant(
            $"\nkernel {large.Geometry.KernelHeight}×{large.Geometry.KernelWidth} on {large.Geometry.GridHeight}×{large.Geometry.GridWidth} in {large.Geometry.Groups}"),
        _ => "",
    }));
}
