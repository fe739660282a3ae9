using System.Linq;
using Lkca.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lkca.Generators.Spec;

/// <summary>Checks that the record can have a class generated beside it.</summary>
internal static class RecordShape
{
    /// <summary>False where not even a stub of the class could compile.</summary>
    public static bool Check(INamedTypeSymbol record, Compilation compilation, FindingCollector findings)
    {
        var canStub = true;
        if (!record.IsRecord || !record.IsAbstract)
        {
            findings.AtRecord(RuleIds.NotAbstractRecord, record.Name, record.IsRecord ? "a record that is not abstract" : "a class");
        }

        if (record.ContainingType is { } outer)
        {
            findings.AtRecord(RuleIds.Nested, record.Name, outer.Name);
            canStub = false;
        }

        if (record.IsGenericType)
        {
            findings.AtRecord(RuleIds.Generic, record.Name);
            canStub = false;
        }

        if (record.IsFileLocal)
        {
            findings.AtRecord(RuleIds.FileLocal, record.Name);
            canStub = false;
        }

        if (record.ContainingType is null && record.ContainingNamespace?.GetTypeMembers(DslNames.ModelClass(record.Name), 0)
                .Any(t => SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, record.ContainingAssembly) && !IsGenerated(t)) == true)
        {
            findings.AtRecord(RuleIds.NameTaken, DslNames.ModelClass(record.Name), record.Name);
            canStub = false;
        }

        if (compilation is CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp11 and var version })
        {
            findings.AtRecord(RuleIds.OldLanguage, record.Name, version.ToDisplayString());
        }

        if (HiddenNames.Find(record, compilation) is { } hidden)
        {
            findings.AtRecord(RuleIds.NameHidden, hidden.Kind, hidden.Name, record.Name, hidden.Advice);
            canStub &= hidden.CanStub;
        }

        if (compilation.GetTypeByMetadataName(DslNames.RuntimeMarkerMetadataName) is null)
        {
            findings.AtRecord(RuleIds.RuntimeMissing, record.Name, BackendSupport.CommonRuntime);
            canStub = false;
        }

        return canStub;
    }

    // The analyzer sees the compilation with the generated classes, the generator the one without.
    private static bool IsGenerated(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.All(r => r.SyntaxTree.FilePath.Contains("Lkca.Generators.ModelGenerator"));

    /// <summary>True for one of several declarations of the same name, and for one of several parts that repeat the attribute: the C# compiler
    /// refuses such code,
    /// and a file may be written once only.</summary>
    public static bool IsFirstDeclaration(INamedTypeSymbol record, SyntaxNode part)
    {
        INamespaceOrTypeSymbol? container = record.ContainingType is { } outer ? outer : record.ContainingNamespace;
        var first = container?.GetTypeMembers(record.Name, record.Arity).FirstOrDefault();
        var firstPart = record.DslAttribute(DslNames.VisionModel)?.ApplicationSyntaxReference;
        return (first is null || SymbolEqualityComparer.Default.Equals(first, record))
            && (firstPart is null || (firstPart.SyntaxTree == part.SyntaxTree && part.Span.Contains(firstPart.Span)));
    }
}
