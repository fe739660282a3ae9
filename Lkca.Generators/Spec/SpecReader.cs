using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Diagnostics;
using Lkca.Generators.Text;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Spec;

/// <summary>A declaration, and its findings with the symbols that the analyzer needs to place them.</summary>
internal sealed record ReadResult(Declaration Declaration, IReadOnlyList<LocatedFinding> Findings);

/// <summary>From a record's symbol to its <see cref="Declaration"/>. It never throws, whatever the declaration: sizes are bounded before they
/// are multiplied.</summary>
internal static class SpecReader
{
    private static readonly string[] Pools = ["Mean", "ClassToken"];
    private static readonly string[] Backends = ["Cpu", "TorchSharp", "Ilgpu"];
    private static readonly string[] Precisions = ["Float32", "Float64"];

    /// <summary>Reads a model, or the base of one: then what is not stated is no fault.</summary>
    public static ReadResult Read(INamedTypeSymbol record, Compilation compilation)
    {
        var chain = new RecordChain(record);
        var findings = new FindingCollector(chain, record.IsModel());
        var isMixer = record.MixerKind() is not null;

        // Of a mixer the attribute itself is the fault; what is wrong with the shape of its record does not matter then.
        var canStub = !record.IsModel() || RecordShape.Check(record, compilation, isMixer ? new FindingCollector(chain, isModel: true) : findings);
        AttributePlaces.Check(chain, findings);
        if (isMixer)
        {
            return Result(Surface(record, canStub), null, chain, findings, PrecisionKind.Float32, default);
        }

        var grid = GridReader.Read(chain, findings);
        var model = new RawModel(grid, Classes(chain, findings), Width(chain, findings), StageReader.Read(chain, findings), Head(chain, findings));
        ModelChecks.Run(chain, model, findings);
        MeaningChecks.Run(chain, model, findings);
        var precision = ArgumentReader.Enum(chain.Find(DslNames.Precision, DslNames.Positional), Precisions, "Precision", findings);
        var missingRuntimes = BackendSupport.MissingRuntimes(compilation);
        var backend = Backend(chain, precision, missingRuntimes, findings);
        var budget = Budget(chain, findings);
        var surface = Surface(record, canStub);
        var spec = findings.HasErrors || findings.Unreadable ? null : SpecBuilder.Build(surface, model, backend, precision, budget);
        if (spec is not null && !CheckSize(chain, spec, model, findings))
        {
            spec = null;
        }

        if (spec is not null && backend is not null && BackendSupport.MissingView(spec, spec.Backend) is { } missing)
        {
            findings.At(RuleIds.BackendWithoutEmitter, backend.Source, missing);
            spec = null;
        }

        return Result(surface, spec, chain, findings, (PrecisionKind)(precision?.Value ?? 0), missingRuntimes);
    }

    private static ReadResult Result(
        Surface surface, ModelSpec? spec, RecordChain chain, FindingCollector findings, PrecisionKind precision, EquatableArray<string> missingRuntimes)
    {
        var data = new EquatableArray<Finding>(findings.Findings.Select(f => f.Finding).Where(f => Rules.IsError(f.Id)));
        var declaration = new Declaration(surface, spec, chain.Has(DslNames.Backend), data) { Precision = precision, MissingRuntimes = missingRuntimes };
        return new ReadResult(declaration, findings.Findings);
    }

    private static Surface Surface(INamedTypeSymbol record, bool canStub) =>
        new(record.Name, record.DottedNamespace(), MetadataName(record), record.DeclaredAccessibility == Accessibility.Public, canStub);

    private static Reading<int>? Classes(RecordChain chain, FindingCollector findings)
    {
        if (chain.Find(DslNames.VisionModel, DslNames.Classes) is { } stated)
        {
            return ArgumentReader.Int(stated, 1, Limits.Classes, RuleIds.ClassesRange, findings);
        }

        findings.Missing(RuleIds.NoClasses, chain.Record.Name);
        return null;
    }

    private static Reading<int>? Width(RecordChain chain, FindingCollector findings)
    {
        if (chain.Find(DslNames.PatchEmbed, DslNames.Width) is { } stated)
        {
            return ArgumentReader.Int(stated, 1, Limits.Width, RuleIds.WidthRange, findings);
        }

        if (chain.Has(DslNames.PatchEmbed))
        {
            findings.MissingSince(chain.FirstLevelOf(DslNames.PatchEmbed), RuleIds.NoWidth, chain.Record.Name);
        }

        return null;
    }

    private static Reading<int>? Head(RecordChain chain, FindingCollector findings)
    {
        if (!chain.Has(DslNames.Head))
        {
            findings.Missing(RuleIds.NoHead, chain.Record.Name);
            return null;
        }

        return ArgumentReader.Enum(chain.Find(DslNames.Head, DslNames.Pool), Pools, "Pool", findings);
    }

    private static Reading<int>? Backend(RecordChain chain, Reading<int>? precision, EquatableArray<string> missingRuntimes, FindingCollector findings)
    {
        var backend = ArgumentReader.Enum(chain.Find(DslNames.Backend, DslNames.Positional), Backends, "Backend", findings);
        if (backend is null)
        {
            return null;
        }

        var kind = (BackendKind)backend.Value;
        var support = BackendSupport.Of(kind);
        if (!support.HasEmitter)
        {
            findings.At(RuleIds.BackendWithoutEmitter, backend.Source, kind.ToString(), "any model in this version", BackendSupport.Emitters);
        }
        else if (missingRuntimes.Contains(support.Runtime))
        {
            findings.At(RuleIds.BackendRuntimeMissing, backend.Source, kind.ToString(), support.Runtime);
        }

        if (!support.HasFloat64 && precision is { Value: (int)PrecisionKind.Float64 })
        {
            findings.At(RuleIds.PrecisionNotSupported, [precision.Source, backend.Source], kind.ToString());
        }

        return backend;
    }

    private static BudgetSpec? Budget(RecordChain chain, FindingCollector findings)
    {
        var parameters = Limit(DslNames.MaxParameters);
        var macs = Limit(DslNames.MaxMacs);
        return parameters is null || macs is null ? null : new BudgetSpec(parameters.Value, macs.Value);

        long? Limit(string argument)
        {
            if (chain.Find(DslNames.Budget, argument) is not { } stated)
            {
                return 0;
            }

            if (stated.Long is not { } value)
            {
                findings.Unreadable = true;
                return null;
            }

            if (value < 0)
            {
                findings.At(RuleIds.BudgetRange, stated, argument, FindingCollector.Text(value));
                return null;
            }

            return value;
        }
    }

    private static bool CheckSize(RecordChain chain, ModelSpec spec, RawModel model, FindingCollector findings)
    {
        Stated?[] causes = [.. model.SizeCauses, chain.MixerArgument(0, 0)];
        var count = findings.Findings.Count;
        Check(RuleIds.TooManyParameters, SizeEstimate.Parameters(spec));
        Check(RuleIds.TooManyActivations, SizeEstimate.Activations(spec));

        return findings.Findings.Count == count;

        void Check(string id, EstimatedSize size)
        {
            if (size.Total > Limits.Elements)
            {
                findings.At(id, causes, Literals.Grouped((long)size.Total), Literals.Grouped(Limits.Elements), size.Largest);
            }
        }
    }

    private static string MetadataName(INamedTypeSymbol record)
    {
        var name = record.MetadataName;
        for (var outer = record.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.MetadataName + "+" + name;
        }

        var space = record.DottedNamespace();
        return space.Length == 0 ? name : space + "." + name;
    }
}
