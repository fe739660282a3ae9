using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Lkca.Generators.Diagnostics;
using Lkca.Generators.Spec;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Lkca.Generators;

/// <summary>Reports the findings at the arguments that cause them. Every record reports those that it answers for, so nothing is reported
/// twice.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModelAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var options = ModelGenerator.OptionsOf(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
            var assembly = start.Compilation.Assembly;
            var bases = new Lazy<HashSet<INamedTypeSymbol>>(() => ModelBases.Of(assembly));
            start.RegisterSymbolAction(c => Analyze(c, options, bases), SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, BuildOptions options, Lazy<HashSet<INamedTypeSymbol>> bases)
    {
        var record = (INamedTypeSymbol)context.Symbol;
        if (record.TypeKind != TypeKind.Class || !record.DslAttributes().Any())
        {
            return;
        }

        var findings = record.MixerKind() is null
            ? RecordFindings.Of(record, context.Compilation, options)
            : MixerReader.Check(record).Where(f => SymbolEqualityComparer.Default.Equals(f.Reporter, record));
        foreach (var finding in findings)
        {
            var location = FindingLocation.Of(finding.Holder, finding.Finding.Target, context.CancellationToken);
            context.ReportDiagnostic(Diagnostic.Create(
                Rules.Get(finding.Finding.Id), location, FindingProperties.Of(finding.Finding), [.. finding.Finding.Arguments.Cast<object>()]));
        }

        if (record.MixerKind() is null && !record.IsModel() && AttributePlaces.FirstOfModel(record) is { } attribute && !bases.Value.Contains(record))
        {
            var location = FindingLocation.Of(record, new ArgumentTarget(attribute, 0, ""), context.CancellationToken);
            context.ReportDiagnostic(Diagnostic.Create(Rules.Get(RuleIds.NotAModel), location, record.Name, DslNames.Short(attribute)));
        }
    }
}
