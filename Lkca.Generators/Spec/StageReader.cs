using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Spec;

/// <summary>A stage before the model's sizes are known.</summary>
/// <param name="Index">Place in the list of stages.</param>
/// <param name="Mixers">The pattern; null entries are wrong ones.</param>
/// <param name="Heads">Null where nobody states it, or wrong (then <paramref name="HeadsStated"/>).</param>
internal sealed record RawStage(
    int Index, IReadOnlyList<RawMixer?> Mixers, Reading<int>? Depth, Reading<int>? Heads, bool HeadsStated, Reading<double>? MlpRatio)
{
    public bool HasAttention => Mixers.Any(m => m?.Kind == DslNames.MhsaMixer);
}

/// <summary>Reads the list of stages that is in force for a record.</summary>
internal static class StageReader
{
    private const double DefaultMlpRatio = 2;

    public static IReadOnlyList<RawStage> Read(RecordChain chain, FindingCollector findings)
    {
        if (chain.Stages.Count == 0)
        {
            findings.Missing(RuleIds.NoStage, chain.Record.Name);
            return [];
        }

        CheckOneFile(chain, findings);
        var stages = new List<RawStage>();
        for (var index = 0; index < chain.Stages.Count; index++)
        {
            stages.Add(ReadStage(chain, index, findings));
        }

        long blocks = stages.Sum(s => (long)(s.Depth?.Value ?? 0));
        if (blocks > Limits.Blocks)
        {
            var deepest = stages.OrderByDescending(s => s.Depth?.Value ?? 0).First();
            findings.At(
                RuleIds.TooManyBlocks,
                [deepest.Depth!.Source, chain.MixerArgument(0, 0)],
                FindingCollector.Text(blocks),
                FindingCollector.Text(Limits.Blocks));
        }

        return stages;
    }

    private static RawStage ReadStage(RecordChain chain, int index, FindingCollector findings)
    {
        var mixers = new List<RawMixer?>();
        var types = chain.Stages[index].AttributeClass?.TypeArguments ?? [];
        for (var i = 0; i < types.Length; i++)
        {
            mixers.Add(MixerReader.Read(types[i], chain.MixerArgument(index, i), findings));
        }

        findings.Unreadable |= types.Length == 0;
        var stage = new RawStage(
            index, mixers, Depth(chain, index, findings), Heads(chain, index, findings), chain.FindStage(index, DslNames.Heads) is not null,
            MlpRatio(chain, index, findings));
        return stage;
    }

    /// <summary>The first self-attention mixer of the stage, as the place of a finding.</summary>
    public static Stated AttentionArgument(RecordChain chain, RawStage stage) =>
        chain.MixerArgument(stage.Index, stage.Mixers.TakeWhile(m => m?.Kind != DslNames.MhsaMixer).Count());

    private static Reading<int>? Depth(RecordChain chain, int index, FindingCollector findings)
    {
        if (chain.FindStage(index, DslNames.Depth) is { } stated)
        {
            return ArgumentReader.Int(stated, 1, int.MaxValue, RuleIds.DepthRange, findings);
        }

        findings.MissingSince(chain.StageLevel, RuleIds.NoDepth, chain.Record.Name, FindingCollector.Text(index + 1));
        return null;
    }

    private static Reading<int>? Heads(RecordChain chain, int index, FindingCollector findings) =>
        chain.FindStage(index, DslNames.Heads) is { } stated ? ArgumentReader.Int(stated, 1, int.MaxValue, RuleIds.HeadsRange, findings) : null;

    private static Reading<double>? MlpRatio(RecordChain chain, int index, FindingCollector findings)
    {
        if (chain.FindStage(index, DslNames.MlpRatio) is not { } stated)
        {
            return new Reading<double>(DefaultMlpRatio, null);
        }

        if (stated.Double is not { } ratio)
        {
            findings.Unreadable = true;
            return null;
        }

        if (ratio > 0 && ratio <= Limits.Hidden)
        {
            return new Reading<double>(ratio, stated);
        }

        findings.At(RuleIds.MlpRatioRange, stated, Text.Literals.Plain(ratio));
        return null;
    }

    // Attributes of a partial record come in the order in which the compiler was given the files; a list must not depend on that.
    private static void CheckOneFile(RecordChain chain, FindingCollector findings)
    {
        var trees = chain.Stages.Select(s => s.ApplicationSyntaxReference?.SyntaxTree).Distinct().Count();
        if (trees > 1)
        {
            findings.At(RuleIds.StagesInSeveralFiles, new Stated(null, chain.StageLevel, chain.Levels[chain.StageLevel], ArgumentTarget.Record),
                chain.Levels[chain.StageLevel].Name);
        }
    }
}
