using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Diagnostics;
using Lkca.Generators.Spec;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators;

/// <summary>The findings that a record reports: those that it answers for, from reading, from the build properties and from the compiler.</summary>
internal static class RecordFindings
{
    public static IEnumerable<LocatedFinding> Of(INamedTypeSymbol record, Compilation compilation, BuildOptions options)
    {
        var read = SpecReader.Read(record, compilation);
        var own = read.Findings.Where(f => SymbolEqualityComparer.Default.Equals(f.Reporter, record));
        if (!record.IsModel() || Later(read.Declaration, options) is not { Count: > 0 } later)
        {
            return own;
        }

        // What the same declaration gives in the model that this one derives from is that model's to report.
        var chain = new RecordChain(record);
        var baseModel = chain.Levels.Skip(1).FirstOrDefault(r => chain.IsHere(r) && r.IsModel());
        var reported = baseModel is null ? [] : Later(SpecReader.Read(baseModel, compilation).Declaration, options);
        return own.Concat(later.Where(f => !reported.Contains(f)).Select(f => new LocatedFinding(Here(f, chain), record, record)));
    }

    private static IReadOnlyList<Finding> Later(Declaration declaration, BuildOptions options)
    {
        var resolved = BackendResolution.Apply(declaration, options);
        var compiled = resolved.Spec is null ? default : CompiledModels.Of(resolved.Spec).Findings;
        return [.. resolved.Findings.Skip(declaration.Findings.Count), .. compiled];
    }

    /// <summary>At the argument where the record states it itself, otherwise at the record's name: an inherited limit is right where it
    /// stands.</summary>
    private static Finding Here(Finding finding, RecordChain chain)
    {
        var (attribute, index, argument) = finding.Target;
        var stated = attribute == DslNames.Stage
            ? chain.FindStage(index, argument)?.Level == 0
            : attribute.Length > 0 && chain.FindAt(0, attribute, argument) is not null;
        return stated ? finding : finding with { Target = ArgumentTarget.Record };
    }
}
