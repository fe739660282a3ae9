using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Spec;

/// <summary>The records of an assembly from which its models derive.</summary>
internal static class ModelBases
{
    public static HashSet<INamedTypeSymbol> Of(IAssemblySymbol assembly)
    {
        var bases = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<INamespaceOrTypeSymbol>([assembly.GlobalNamespace]);
        while (open.Count > 0)
        {
            foreach (var member in open.Pop().GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                {
                    open.Push(inner);
                }

                if (member is INamedTypeSymbol { TypeKind: TypeKind.Class } type && type.IsModel())
                {
                    bases.UnionWith(type.DeclaredBases());
                }
            }
        }

        return bases;
    }
}
