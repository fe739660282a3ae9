using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Passes;

/// <summary>Runs every region over its memory plan symbolically: no step may write over a tensor that a later step reads, unless it takes that tensor over in place.</summary>
internal static class MemoryVerifier
{
    public static MemoryPlan Verified(MemoryPlan plan)
    {
        foreach (var region in new[] { plan.Embedding }.Concat(plan.Kinds).Concat([plan.Head]))
        {
            var scheduled = region.Region;
            VerifyKept(region);
            Verify(region, scheduled.Prologue);
            Verify(region, [.. scheduled.Forward]);
            Verify(region, [.. scheduled.Backward]);
            Verify(region, scheduled.Epilogue);
        }

        return plan;
    }

    /// <summary>What outlives the list of steps that makes it has memory of its own: parameters, prepared and saved values, sums over the batch.</summary>
    private static void VerifyKept(RegionMemory region)
    {
        var scheduled = region.Region;
        var kept = scheduled.Region.Parameters
            .Concat(scheduled.Prologue.SelectMany(node => node.Outputs))
            .Concat(scheduled.Saved)
            .Concat(scheduled.Accumulated)
            .OrderBy(value => region.Body[value].Section)
            .ThenBy(value => region.Body[value].Offset)
            .ToList();
        for (var i = 1; i < kept.Count; i++)
        {
            if (Overlap(region.Body[kept[i - 1]], region.Body[kept[i]]))
            {
                throw new GraphException($"region {scheduled.Region.Name}: {kept[i - 1].Name} and {kept[i].Name} are kept in the same memory");
            }
        }
    }

    private static void Verify(RegionMemory region, IReadOnlyList<Node> nodes)
    {
        var needs = Needs(nodes);
        for (var step = 0; step < nodes.Count; step++)
        {
            var node = nodes[step];
            foreach (var (value, made, last) in needs)
            {
                var isNeeded = made < step && (last > step || (last == step && !IsTakenOver(node, value)));
                Fault.Unless(
                    !isNeeded || !Writes(region, node, region.Body[value]), $"region {region.Region.Region.Name}: {node} writes over {value.Name}, which is read later");
            }

            for (var i = 1; i < node.Outputs.Count; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    Fault.Unless(
                        !Overlap(region.Body[node.Outputs[j]], region.Body[node.Outputs[i]]), $"region {region.Region.Region.Name}: two outputs of {node} share memory");
                }
            }
        }
    }

    /// <summary>What the steps read: made in step Made (-1: before all of them), read for the last time in step Last.</summary>
    private static List<(Value Value, int Made, int Last)> Needs(IReadOnlyList<Node> nodes)
    {
        var (made, last) = (new Dictionary<Value, int>(), new Dictionary<Value, int>());
        for (var step = 0; step < nodes.Count; step++)
        {
            foreach (var input in nodes[step].Inputs)
            {
                last[input] = step;
            }

            foreach (var output in nodes[step].Outputs)
            {
                made[output] = step;
            }
        }

        return [.. last.Select(pair => (pair.Key, made.TryGetValue(pair.Key, out var step) ? step : -1, pair.Value))];
    }

    private static bool Writes(RegionMemory region, Node node, Placement place)
    {
        var writes = region.Scratch is { } scratch && Overlap(scratch, place);
        for (var output = 0; !writes && output < node.Outputs.Count; output++)
        {
            writes = Overlap(region.Body[node.Outputs[output]], place);
        }

        return writes;
    }

    private static bool IsTakenOver(Node node, Value value)
    {
        for (var output = 0; output < node.Outputs.Count; output++)
        {
            if (node.Op.InPlace(output) is var input && input >= 0 && ReferenceEquals(node.Inputs[input], value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Overlap(Placement a, Placement b) =>
        a.Section == b.Section && a.Section != Section.External && a.Offset < b.Offset + b.Elements && b.Offset < a.Offset + a.Elements;
}
