using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Diagnostics;

namespace Lkca.Generators.Spec;

/// <summary>Declarations that compile but are surely not meant: what they state has no effect, or costs more than it gives. None of these findings is an
/// error.</summary>
internal static class MeaningChecks
{
    /// <summary>Floats of the widest vector, 512 bits.</summary>
    private const int Vector = 16;

    public static void Run(RecordChain chain, RawModel model, FindingCollector findings)
    {
        CheckConstantOutputs(model, findings);
        foreach (var stage in model.Stages)
        {
            CheckPattern(chain, stage, findings);
            CheckHeads(chain, model, stage, findings);
            CheckUnusedHeads(chain, stage, findings);
            CheckOneToken(chain, model, stage, findings);
            foreach (var (mixer, position) in stage.Mixers.Select((m, i) => (m, i)))
            {
                if (mixer?.Spec is LkcaMixerSpec lkca)
                {
                    CheckKernel(model, lkca, chain.MixerArgument(stage.Index, position), findings);
                }
            }
        }
    }

    private static void CheckConstantOutputs(RawModel model, FindingCollector findings)
    {
        if (model.Classes is { Value: 1, Source: { } classes })
        {
            findings.At(RuleIds.NoGradient, classes, "all parameters", "the softmax over 1 class is always 1, so the loss is always 0");
        }

        if (model.Width is { Value: 1, Source: { } width })
        {
            findings.At(
                RuleIds.NoGradient, width, "everything below the last LayerNorm",
                "a LayerNorm over 1 feature subtracts it from itself and gives its own bias whatever comes in");
        }
    }

    private static void CheckPattern(RecordChain chain, RawStage stage, FindingCollector findings)
    {
        if (stage.Depth is not { } depth || depth.Value >= stage.Mixers.Count)
        {
            return;
        }

        var unused = stage.Mixers.Count - depth.Value;
        findings.At(
            RuleIds.PatternLongerThanDepth,
            [depth.Source, chain.MixerArgument(stage.Index, depth.Value)],
            FindingCollector.Text(stage.Index + 1),
            FindingCollector.Text(stage.Mixers.Count),
            FindingCollector.Text(depth.Value),
            unused == 1 ? "the last is" : $"the last {FindingCollector.Text(unused)} are");
    }

    private static void CheckHeads(RecordChain chain, RawModel model, RawStage stage, FindingCollector findings)
    {
        if (!stage.HasAttention || model.Width is not { } width || stage.Heads is not { } heads || width.Value % heads.Value != 0
            || width.Value / heads.Value > Vector / 2 || Wider(width.Value, heads.Value) is not { } better)
        {
            return;
        }

        findings.At(
            RuleIds.NarrowHeads,
            [heads.Source, width.Source, StageReader.AttentionArgument(chain, stage)],
            FindingCollector.Text(width.Value),
            FindingCollector.Text(heads.Value),
            FindingCollector.Text(width.Value / heads.Value),
            FindingCollector.Text(Vector),
            FindingCollector.Text(better),
            FindingCollector.Text(width.Value / better));
    }

    // Heads of a mere base are there for the records that derive from it: only a model that states them beside its mixers is told.
    private static void CheckUnusedHeads(RecordChain chain, RawStage stage, FindingCollector findings)
    {
        if (chain.Record.IsModel() && !stage.HasAttention && stage.Mixers.All(mixer => mixer is not null) && stage.Heads is { Source.Level: 0 } heads)
        {
            findings.At(RuleIds.UnusedHeads, heads.Source, FindingCollector.Text(heads.Value), FindingCollector.Text(stage.Index + 1));
        }
    }

    /// <summary>The most heads that fill a vector or, where the width is less, more than half of one; null where there is no such number.</summary>
    private static int? Wider(int width, int heads)
    {
        var divisors = Enumerable.Range(1, heads - 1).Where(h => width % h == 0).ToList();
        var full = divisors.LastOrDefault(h => width / h >= Vector);
        var half = divisors.LastOrDefault(h => width / h > Vector / 2);
        return full > 0 ? full : half > 0 ? half : null;
    }

    // With one key the softmax is 1 whatever the score.
    private static void CheckOneToken(RecordChain chain, RawModel model, RawStage stage, FindingCollector findings)
    {
        if (stage.HasAttention && IsOneToken(model) && model.Pool is { Value: (int)PoolKind.Mean } pool)
        {
            findings.At(
                RuleIds.NoGradient,
                [.. GridCauses(model), pool.Source, StageReader.AttentionArgument(chain, stage)],
                $"the queries and keys of stage {FindingCollector.Text(stage.Index + 1)}",
                "the grid has 1 token, and the softmax over 1 key is always 1");
        }
    }

    // A kernel stated as 1×1 is a finding of the mixer itself.
    private static void CheckKernel(RawModel model, LkcaMixerSpec lkca, Stated use, FindingCollector findings)
    {
        if (IsOneToken(model) && lkca is not { KernelHeight: 1, KernelWidth: 1 })
        {
            findings.At(RuleIds.KernelMixesNothing, [.. GridCauses(model), use], lkca.Name, "because the grid has 1 token");
        }
    }

    private static bool IsOneToken(RawModel model) => model.Grid is { Height: 1, Width: 1 };

    private static IEnumerable<Stated?> GridCauses(RawModel model) =>
        [model.Grid.PatchHeight?.Source, model.Grid.PatchWidth?.Source, model.Grid.ImageHeight?.Source, model.Grid.ImageWidth?.Source];
}
