using System.Collections.Generic;
using System.Globalization;
using Lkca.Generators.Graph;

namespace Lkca.Generators.Emit;

/// <summary>FNV-1a over names, shapes and precision of the state dict: 16 hexadecimal digits.</summary>
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
        foreach (var parameter in graph.Embedding.Parameters)
        {
            yield return Entry("", parameter);
        }

        for (var block = 0; block < graph.BlockKinds.Count; block++)
        {
            foreach (var parameter in graph.Kinds[graph.BlockKinds[block]].Parameters)
            {
                yield return Entry($"blocks.{block.ToString(CultureInfo.InvariantCulture)}.", parameter);
            }
        }

        foreach (var parameter in graph.Head.Parameters)
        {
            yield return Entry("", parameter);
        }
    }

    private static string Entry(string prefix, Value parameter) => $"\n{prefix}{parameter.Parameter!.Path} {parameter.Shape}";
}
