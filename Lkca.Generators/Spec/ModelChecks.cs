using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Diagnostics;

namespace Lkca.Generators.Spec;

/// <summary>The readings of a whole declaration.</summary>
internal sealed record RawModel(Grid Grid, Reading<int>? Classes, Reading<int>? Width, IReadOnlyList<RawStage> Stages, Reading<int>? Pool)
{
    /// <summary>The arguments that decide the model's sizes, for findings about all of them together.</summary>
    public IEnumerable<Stated?> SizeCauses =>
        new[]
            {
                Width?.Source, Grid.PatchHeight?.Source, Grid.PatchWidth?.Source, Grid.ImageHeight?.Source, Grid.ImageWidth?.Source,
                Grid.Channels?.Source, Classes?.Source,
            }
            .Concat(Stages.SelectMany(s => new[] { s.Depth?.Source, s.Heads?.Source, s.MlpRatio?.Source }))
            .Concat(Stages.SelectMany(s => s.Mixers).SelectMany(m => new[] { m?.Groups, m?.KernelHeight, m?.KernelWidth }))
            .Concat([Pool?.Source]);
}

/// <summary>Checks that need several arguments.</summary>
internal static class ModelChecks
{
    public static void Run(RecordChain chain, RawModel model, FindingCollector findings)
    {
        foreach (var stage in model.Stages)
        {
            CheckHeads(chain, model, stage, findings);
            CheckHidden(model, stage, findings);
            foreach (var (mixer, position) in stage.Mixers.Select((m, i) => (m, i)))
            {
                if (mixer?.Spec is LkcaMixerSpec lkca)
                {
                    CheckLkca(chain, model, mixer, lkca, chain.MixerArgument(stage.Index, position), findings);
                }
            }
        }
    }

    private static void CheckHeads(RecordChain chain, RawModel model, RawStage stage, FindingCollector findings)
    {
        if (stage.HasAttention && !stage.HeadsStated)
        {
            var example = model.Width is { } known
                ? $", for example Heads = {FindingCollector.Text(Divisors.UsualHeads(known.Value))} for width {FindingCollector.Text(known.Value)}"
                : "";
            findings.At(RuleIds.NoHeads, StageReader.AttentionArgument(chain, stage), FindingCollector.Text(stage.Index + 1), example);
        }

        if (stage.HasAttention && model.Width is { } width && stage.Heads is { } heads && width.Value % heads.Value != 0)
        {
            // A stage that only now has self-attention makes a fault of heads that no one used before.
            Stated?[] causes = [heads.Source, width.Source, StageReader.AttentionArgument(chain, stage)];
            findings.At(
                RuleIds.HeadsDoNotDivide,
                causes,
                FindingCollector.Text(width.Value),
                FindingCollector.Text(heads.Value),
                Divisors.Suggest(width.Value, heads.Value, "width", FindingCollector.CauseOf(causes) == width.Source));
        }
    }

    private static void CheckHidden(RawModel model, RawStage stage, FindingCollector findings)
    {
        if (model.Width is not { } width || stage.MlpRatio is not { } ratio)
        {
            return;
        }

        var hidden = Math.Floor(width.Value * ratio.Value);
        if (hidden is < 1 or > Limits.Hidden)
        {
            findings.At(
                RuleIds.HiddenRange,
                [ratio.Source, width.Source],
                Text.Literals.Plain(ratio.Value),
                FindingCollector.Text(width.Value),
                FindingCollector.Text((long)hidden),
                FindingCollector.Text(Limits.Hidden));
        }
    }

    private static void CheckLkca(RecordChain chain, RawModel model, RawMixer mixer, LkcaMixerSpec lkca, Stated use, FindingCollector findings)
    {
        if (model.Pool is { Value: (int)PoolKind.ClassToken } pool)
        {
            findings.At(RuleIds.ClassTokenWithLkca, [pool.Source, use], lkca.Name);
        }

        if (model.Width is { } width && width.Value % lkca.Groups != 0)
        {
            Stated?[] causes = [mixer.Groups, width.Source];
            findings.At(
                RuleIds.GroupsDoNotDivide,
                causes,
                FindingCollector.Text(width.Value),
                FindingCollector.Text(lkca.Groups),
                lkca.Name,
                chain.Record.Name,
                Divisors.Suggest(width.Value, lkca.Groups, "width", FindingCollector.CauseOf(causes) == width.Source));
        }

        CheckKernel(chain, model, mixer, lkca, findings);
    }

    private static void CheckKernel(RecordChain chain, RawModel model, RawMixer mixer, LkcaMixerSpec lkca, FindingCollector findings)
    {
        if (model.Grid.Height is not { } height || model.Grid.Width is not { } width)
        {
            return;
        }

        Stated?[] vertical = [model.Grid.PatchHeight?.Source, model.Grid.ImageHeight?.Source];
        Stated?[] horizontal = [model.Grid.PatchWidth?.Source, model.Grid.ImageWidth?.Source];
        if (Equals(mixer.KernelHeight, mixer.KernelWidth))
        {
            Check("", lkca.KernelHeight, Math.Min(height, width), mixer.KernelHeight, height <= width ? vertical : horizontal);
        }
        else
        {
            Check("height ", lkca.KernelHeight, height, mixer.KernelHeight, vertical);
            Check("width ", lkca.KernelWidth, width, mixer.KernelWidth, horizontal);
        }

        void Check(string side, int kernel, int tokens, Stated? cause, Stated?[] grid)
        {
            if (kernel > (2 * tokens) - 1)
            {
                findings.At(
                    RuleIds.KernelTooLarge,
                    [cause, .. grid],
                    side,
                    FindingCollector.Text(kernel),
                    lkca.Name,
                    FindingCollector.Text((2 * tokens) - 1),
                    FindingCollector.Text(tokens),
                    chain.Record.Name);
            }
        }
    }
}
