using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Spec;

/// <summary>Questions to symbols about Lkca.Dsl.</summary>
internal static class DslSymbols
{
    /// <summary>The record's own attributes of that name, in the order of the source.</summary>
    public static List<AttributeData> DslAttributes(this ISymbol record, string name)
    {
        var found = new List<AttributeData>();
        foreach (var attribute in record.GetAttributes())
        {
            if (IsDsl(attribute, name))
            {
                found.Add(attribute);
            }
        }

        return found;
    }

    /// <summary>The record's own attribute of that name, or null.</summary>
    public static AttributeData? DslAttribute(this ISymbol record, string name)
    {
        foreach (var attribute in record.GetAttributes())
        {
            if (IsDsl(attribute, name))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>All of the record's own attributes that Lkca.Dsl declares.</summary>
    public static IEnumerable<AttributeData> DslAttributes(this ISymbol record) =>
        record.GetAttributes().Where(a => a.AttributeClass is { } type && type.IsInDsl());

    public static bool IsModel(this ISymbol record) => record.DslAttribute(DslNames.VisionModel) is not null;

    /// <summary>The type and its base types, most derived first, without object, error types and the types of Lkca.Dsl.</summary>
    public static IEnumerable<INamedTypeSymbol> DeclaredBases(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } && !t.IsInDsl(); t = t.BaseType)
        {
            yield return t.OriginalDefinition;
        }
    }

    /// <summary>LkcaMixer, MhsaMixer or Mixer where the type is or derives from one of them (the nearest), otherwise null.</summary>
    public static string? MixerKind(this ITypeSymbol type)
    {
        for (ITypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            if (t.IsInDsl() && t.Name is DslNames.LkcaMixer or DslNames.MhsaMixer or DslNames.Mixer)
            {
                return t.Name;
            }
        }

        return null;
    }

    public static bool IsInDsl(this ITypeSymbol type) =>
        type.ContainingType is null
        && type.ContainingNamespace is { Name: "Dsl", ContainingNamespace: { Name: "Lkca", ContainingNamespace.IsGlobalNamespace: true } };

    private static bool IsDsl(AttributeData attribute, string name) => attribute.AttributeClass is { } type && type.Name == name && type.IsInDsl();

    /// <summary>The namespace, dotted and unescaped; empty for the global one.</summary>
    public static string DottedNamespace(this ISymbol symbol)
    {
        var parts = new List<string>();
        for (var n = symbol.ContainingNamespace; n is { IsGlobalNamespace: false }; n = n.ContainingNamespace)
        {
            parts.Add(n.Name);
        }

        parts.Reverse();
        return string.Join(".", parts);
    }
}
