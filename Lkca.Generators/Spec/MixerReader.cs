using System.Collections.Generic;
using Lkca.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Spec;

/// <summary>A mixer before the model's sizes are known: kernel sides of 0 still mean the full kernel.</summary>
/// <param name="Spec">The options; null where one of them is wrong.</param>
/// <param name="KernelHeight">Cause of the kernel's height, for the checks against the grid.</param>
/// <param name="Groups">Cause of the groups, for the check against the width.</param>
internal sealed record RawMixer(string Kind, MixerSpec? Spec, Stated? KernelHeight, Stated? KernelWidth, Stated? Groups);

/// <summary>Reads a mixer's record: its kind and the options that it and its bases state.</summary>
internal static class MixerReader
{
    private static readonly string[] Views = ["Auto", "Convolution", "Toeplitz", "Fft"];

    /// <summary>The mixer, with findings for what is wrong with it in any model; null where it is no mixer.</summary>
    /// <param name="use">The stage's type argument.</param>
    public static RawMixer? Read(ITypeSymbol type, Stated use, FindingCollector findings)
    {
        var kind = type.MixerKind();
        if (type is not INamedTypeSymbol named || kind is null)
        {
            findings.Unreadable = true; // the constraint of Stage is violated or the type does not exist: the C# compiler says so
            return null;
        }

        if (kind == DslNames.Mixer)
        {
            findings.At(RuleIds.UnknownMixer, use, named.Name);
            return null;
        }

        var chain = new RecordChain(named);
        if (chain.Levels.Count == 0)
        {
            return Default(kind, named.Name);
        }

        var own = new FindingCollector(chain, isModel: false);
        var mixer = ReadOwn(chain, kind, use, own);
        findings.Unreadable |= own.Unreadable;
        foreach (var finding in own.Findings)
        {
            findings.AtMixer(finding.Finding.Id, finding.Holder, finding.Finding.Target, use, [.. finding.Finding.Arguments]);
        }

        return mixer;
    }

    /// <summary>What is wrong with a mixer's record in any model.</summary>
    public static IReadOnlyList<LocatedFinding> Check(INamedTypeSymbol mixer)
    {
        var chain = new RecordChain(mixer);
        var findings = new FindingCollector(chain, isModel: false);
        ReadOwn(chain, mixer.MixerKind()!, new Stated(null, 0, mixer, ArgumentTarget.Record), findings);
        return findings.Findings;
    }

    private static RawMixer ReadOwn(RecordChain chain, string kind, Stated use, FindingCollector findings)
    {
        AttributePlaces.Check(chain, findings);
        return kind switch
        {
            DslNames.LkcaMixer => Lkca(chain, use, findings),
            DslNames.MhsaMixer => Mhsa(chain, findings),
            _ => new RawMixer(kind, null, null, null, null),
        };
    }

    private static RawMixer Default(string kind, string name) =>
        kind == DslNames.LkcaMixer
            ? new RawMixer(kind, new LkcaMixerSpec(name, 0, 0, 1, ValueBias: false, Projection: true, ViewKind.Auto), null, null, null)
            : new RawMixer(kind, new MhsaMixerSpec(name, QkvBias: false, ProjectionBias: true), null, null, null);

    private static RawMixer Mhsa(RecordChain chain, FindingCollector findings)
    {
        var qkvBias = ArgumentReader.Bool(chain.Find(DslNames.MhsaOptions, DslNames.QkvBias), false, findings);
        var projectionBias = ArgumentReader.Bool(chain.Find(DslNames.MhsaOptions, DslNames.ProjectionBias), true, findings);
        if (qkvBias is { Value: true, Source: { } source })
        {
            findings.At(RuleIds.KeyBias, source, chain.Record.Name);
        }

        var spec = qkvBias is null || projectionBias is null ? null : new MhsaMixerSpec(chain.Record.Name, qkvBias.Value, projectionBias.Value);
        return new RawMixer(DslNames.MhsaMixer, spec, null, null, null);
    }

    private static RawMixer Lkca(RecordChain chain, Stated use, FindingCollector findings)
    {
        var view = ArgumentReader.Enum(chain.Find(DslNames.LkcaOptions, DslNames.View), Views, "LargeKernelView", findings);
        var groups = ArgumentReader.Int(
            chain.Find(DslNames.LkcaOptions, DslNames.Groups), 1, 1, Limits.Width, RuleIds.GroupsRange, findings);
        var valueBias = ArgumentReader.Bool(chain.Find(DslNames.LkcaOptions, DslNames.ValueBias), false, findings);
        var projection = ArgumentReader.Bool(chain.Find(DslNames.LkcaOptions, DslNames.Projection), true, findings);
        var (height, width) = Rectangle.Find(chain, RectangleNames.Kernel, findings);
        var kernelHeight = Kernel(height, findings);
        var kernelWidth = ReferenceEquals(height, width) ? kernelHeight : Kernel(width, findings);
        if (kernelHeight?.Value == 1 && kernelWidth?.Value == 1)
        {
            findings.At(RuleIds.KernelMixesNothing, [height, width], chain.Record.Name, "as stated");
        }

        var isWrong = view is null || groups is null || valueBias is null || projection is null || kernelHeight is null || kernelWidth is null;
        var spec = isWrong || findings.HasErrors
            ? null
            : new LkcaMixerSpec(
                chain.Record.Name, kernelHeight!.Value, kernelWidth!.Value, groups!.Value, valueBias!.Value, projection!.Value,
                (ViewKind)view!.Value);
        return new RawMixer(DslNames.LkcaMixer, spec, InModel(height, use), InModel(width, use), InModel(groups?.Source, use));

        // What the mixer states weighs, in a model's findings, as much as the stage that uses it; in another assembly the stage's argument is
        // the nearest place.
        Stated InModel(Stated? stated, Stated user) =>
            stated is not null && SymbolEqualityComparer.Default.Equals(stated.Holder.ContainingAssembly, user.Holder.ContainingAssembly)
                ? stated with { Level = user.Level }
                : user;
    }

    private static Reading<int>? Kernel(Stated? stated, FindingCollector findings)
    {
        var kernel = ArgumentReader.Int(stated, 0, 0, 2 * Limits.Side, RuleIds.KernelRange, findings);
        if (kernel is { Value: not 0 } && kernel.Value % 2 == 0)
        {
            findings.At(
                RuleIds.EvenKernel,
                stated,
                stated!.Target.Argument,
                FindingCollector.Text(kernel.Value),
                FindingCollector.Text(kernel.Value - 1),
                FindingCollector.Text(kernel.Value + 1));
            return null;
        }

        return kernel;
    }
}
