using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Graph;

/// <summary>Steps as the lines of a printed graph.</summary>
internal static class Printed
{
    public static string Lines(IEnumerable<Node> nodes) => string.Join("\n", nodes);

    /// <summary>The steps that make the named values, and no others.</summary>
    public static string Making(IEnumerable<Node> nodes, params string[] names) =>
        Lines(nodes.Where(node => node.Outputs.Any(output => names.Contains(output.Name))));

    public static void AssertLines(string expected, IEnumerable<Node> nodes) => Assert.Equal(expected, Lines(nodes));

    /// <summary>Names of the primitives in order, with spaces between them.</summary>
    public static string Ops(IEnumerable<Node> nodes) => string.Join(" ", nodes.Select(node => node.Op.Name));

    public static Node Maker(this Region region, string name) =>
        region.Forward.Concat(region.Backward).Single(node => node.Outputs.Any(output => output.Name == name));
}
