using System.Collections.Generic;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit;

/// <summary>How a comment names the forward step that a backward step differentiates.</summary>
internal static class StepReference
{
    /// <summary> of F3, or of P1 where the forward step was hoisted into the prologue; empty for forward steps.</summary>
    public static string Of(Node node, ScheduledRegion region)
    {
        if (node.Differentiates is not { } forward)
        {
            return "";
        }

        var step = IndexOf(region.Forward, forward);
        if (step >= 0)
        {
            return $" of F{Literals.Number(step + 1)}";
        }

        step = IndexOf(region.Prologue, forward);
        return step >= 0 ? $" of P{Literals.Number(step + 1)}" : "";
    }

    private static int IndexOf(IReadOnlyList<Node> nodes, Node node)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (ReferenceEquals(nodes[i], node))
            {
                return i;
            }
        }

        return -1;
    }
}
