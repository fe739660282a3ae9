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
            Verify(region, scheduled.Prologue, region.Body);
            Verify(region, [.. scheduled.Forward], region.Body);
            Verify(region, [.. scheduled.Backward], region.Body);
            Verify(region, scheduled.Epilogue, Epilogue(region));
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

    /// <summary>In the epilogue an accumulated value lies where its sum went.</summary>
    private static Dictionary<Value, Placement> Epilogue(RegionMemory region)
    {
        var places = region.Body.ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var pair in region.Summed)
        {
            places[pair.Key] = pair.Value;
        }

        return places;
    }

    private static void Verify(RegionMemory region, IReadOnlyList<Node> nodes, IReadOnlyDictionary<Value, Placement> places)
    {
        for (var step = 0; step < nodes.Count; step++)
        {
            var node = nodes[step];
            var written = node.Outputs.Select(output => places[output]).ToList();
            if (region.Scratch is { } scratch)
            {
                written.Add(scratch);
            }

            var reused = Enumerable.Range(0, node.Outputs.Count).Select(node.Op.InPlace).Where(input => input >= 0).Select(input => node.Inputs[input]).ToList();
            var needed = nodes.Skip(step + 1).SelectMany(later => later.Inputs).Concat(node.Inputs.Except(reused)).Except(node.Outputs).Except(Later(nodes, step));
            foreach (var value in needed)
            {
                if (written.Any(place => Overlap(place, places[value])) && !node.Outputs.Contains(value))
                {
                    throw new GraphException($"region {region.Region.Region.Name}: {node} writes over {value.Name}, which is read later");
                }
            }

            for (var i = 1; i < node.Outputs.Count; i++)
            {
                if (written.Take(i).Any(place => Overlap(place, written[i])))
                {
                    throw new GraphException($"region {region.Region.Region.Name}: two outputs of {node} share memory");
                }
            }
        }
    }

    /// <summary>Values that are made only after a step: their memory is free until then.</summary>
    private static IEnumerable<Value> Later(IReadOnlyList<Node> nodes, int step) => nodes.Skip(step + 1).SelectMany(node => node.Outputs);

    private static bool Overlap(Placement a, Placement b) =>
        a.Section == b.Section && a.Section != Section.External && a.Offset < b.Offset + b.Elements && b.Offset < a.Offset + a.Elements;
}
