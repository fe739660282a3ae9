using System.Linq;
using System.Threading;
using Lkca.Generators.Diagnostics;
using Lkca.Generators.Spec;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lkca.Generators;

/// <summary>From the name of an argument back to its place in the source.</summary>
internal static class FindingLocation
{
    /// <summary>The argument; the whole attribute where it does not state that argument; the record's name where there is no attribute.</summary>
    public static Location Of(INamedTypeSymbol holder, ArgumentTarget target, CancellationToken cancellation)
    {
        var attribute = target.Attribute.Length == 0 ? null : holder.DslAttributes(target.Attribute).ElementAtOrDefault(target.Index);
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
        {
            return NameOf(holder, cancellation);
        }

        return Argument(syntax, target.Argument)?.GetLocation() ?? syntax.GetLocation();
    }

    private static SyntaxNode? Argument(AttributeSyntax attribute, string argument)
    {
        if (argument.StartsWith("<", System.StringComparison.Ordinal))
        {
            NameSyntax name = attribute.Name switch
            {
                QualifiedNameSyntax qualified => qualified.Right,
                AliasQualifiedNameSyntax alias => alias.Name,
                _ => attribute.Name,
            };
            return (name as GenericNameSyntax)?.TypeArgumentList.Arguments.ElementAtOrDefault(argument[1] - '1');
        }

        return attribute.ArgumentList?.Arguments.FirstOrDefault(
            a => argument.Length == 0 ? a.NameEquals is null : a.NameEquals?.Name.Identifier.ValueText == argument);
    }

    private static Location NameOf(INamedTypeSymbol record, CancellationToken cancellation)
    {
        var attribute = record.DslAttribute(DslNames.VisionModel)?.ApplicationSyntaxReference?.GetSyntax(cancellation);
        var part = attribute?.FirstAncestorOrSelf<TypeDeclarationSyntax>();
        return part?.Identifier.GetLocation() ?? record.Locations.FirstOrDefault() ?? Location.None;
    }
}
