using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Passes;

/// <summary>Cuts the blocks of a kind into runs; part of PlanMemory. Where blocks of several kinds alternate in a pattern, a kind has as many runs as it has places in the pattern.</summary>
internal static class BlockRuns
{
    public static IReadOnlyList<BlockRun> Of(int kind, IReadOnlyList<int> blockKinds, IReadOnlyList<InstancePlace> instances)
    {
        var blocks = Enumerable.Range(0, blockKinds.Count).Where(block => blockKinds[block] == kind).ToList();
        for (var every = 1; ; every++)
        {
            var runs = Enumerable.Range(0, every).Select(first => blocks.Where((_, i) => i % every == first).ToList()).ToList();
            if (runs.All(IsEven))
            {
                return [.. runs.Select(run => new BlockRun(run[0], run.Count, run.Count > 1 ? Distance(run, 1) : new(0, 0, 0, 0)))];
            }
        }

        // Block 0 of the list is instance 1: the embedding stands before it.
        InstancePlace Distance(List<int> run, int i)
        {
            var (from, to) = (instances[run[i - 1] + 1], instances[run[i] + 1]);
            return new(to.Weights - from.Weights, to.Prepared - from.Prepared, to.Saved - from.Saved, to.Accumulated - from.Accumulated);
        }

        bool IsEven(List<int> run) => Enumerable.Range(1, run.Count - 1).All(i => Distance(run, i) == Distance(run, 1));
    }
}
