using System.Linq;
using Lkca.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lkca.Generators.Spec;

/// <summary>A name of the user's project that means something else in generated code.</summary>
/// <param name="Kind">What has the name: "the type", "the global using alias".</param>
/// <param name="CanStub">True where even a stub, which is written with full names, compiles beside it.</param>
internal sealed record HiddenName(string Kind, string Name, string Advice, bool CanStub);

/// <summary>Looks for the few names that generated code cannot get around.</summary>
internal static class HiddenNames
{
    /// <summary>Words of C# that a type may be called, with which it then loses its meaning for all code in its namespace.</summary>
    private static readonly string[] Words = ["var"];

    /// <summary>Namespaces of generated code's full names: a type of that name in the global namespace hides the whole namespace.</summary>
    private static readonly string[] Roots = ["System", "Lkca"];

    /// <summary>The first such name in sight of the model's class, or null.</summary>
    public static HiddenName? Find(INamedTypeSymbol record, Compilation compilation)
    {
        if (Declared(compilation.Assembly.GlobalNamespace, Roots) is { } root)
        {
            return new HiddenName("the type", root, "put it in a namespace, or rename it", CanStub: false);
        }

        for (var space = record.ContainingNamespace; space is not null; space = space.ContainingNamespace)
        {
            if (Declared(space, Words) is { } word)
            {
                return new HiddenName("the type", word, "rename it", CanStub: true);
            }
        }

        // In a namespace the aliases stand inside it; at the top of a file they meet the global ones.
        return record.ContainingNamespace is { IsGlobalNamespace: true } && GlobalAlias(compilation) is { } alias
            ? new HiddenName("the global using alias", alias, "put the record in a namespace, or rename the alias", CanStub: true)
            : null;
    }

    private static string? Declared(INamespaceSymbol space, string[] names) => names.FirstOrDefault(name => !space.GetTypeMembers(name, 0).IsEmpty);

    private static string? GlobalAlias(Compilation compilation) =>
        compilation.SyntaxTrees
            .Select(tree => tree.GetRoot()).OfType<CompilationUnitSyntax>()
            .SelectMany(unit => unit.Usings)
            .Where(u => u.GlobalKeyword.RawKind != 0 && u.Alias is not null && Aliases.Names.Contains(u.Alias.Name.Identifier.ValueText))
            .Select(u => u.Alias!.Name.Identifier.ValueText)
            .FirstOrDefault();
}
