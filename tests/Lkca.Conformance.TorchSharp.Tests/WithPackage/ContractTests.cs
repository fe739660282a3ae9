using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lkca.Conformance.WithPackage;

/// <summary>Every public type and member of the contracts (tests/Contracts) stands in TorchSharp with the same signature.</summary>
public sealed class ContractTests
{
    private static readonly SymbolDisplayFormat Signature = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeConstantValue,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeExtensionThis);

    [Fact]
    public void Every_member_of_the_contracts_is_one_of_the_package()
    {
        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var isPackage = framework.ToLookup(path => Path.GetFileName(path).Equals("TorchSharp.dll", StringComparison.Ordinal));
        var sources = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "contracts"), "*.cs").Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path));
        var contract = CSharpCompilation.Create("contract", sources, isPackage[false].Where(path => path.EndsWith(".dll", StringComparison.Ordinal)).Select(Reference));
        var package = CSharpCompilation.Create("package", [], framework.Select(Reference));
        var missing = new List<string>();
        foreach (var type in Types(contract.Assembly.GlobalNamespace))
        {
            var name = type.ToDisplayString(Signature);
            var real = package.GetTypeByMetadataName(MetadataName(type));
            if (real is null)
            {
                missing.Add(name);
                continue;
            }

            var members = new HashSet<string>(Bases(real).SelectMany(t => t.GetMembers()).Where(m => m.DeclaredAccessibility == Accessibility.Public).Select(m => Text(m, real)));
            missing.AddRange(type.GetMembers()
                .Where(m => m.DeclaredAccessibility == Accessibility.Public && m is not INamedTypeSymbol && !m.IsImplicitlyDeclared && m is not IMethodSymbol { AssociatedSymbol: not null })
                .Select(m => Text(m, type))
                .Where(text => !members.Contains(text))
                .Select(text => $"{name}: {text}"));
        }

        Assert.True(missing.Count == 0, "not in the package:\n" + string.Join('\n', missing));
        Assert.True(Types(contract.Assembly.GlobalNamespace).Count() > 15);
    }

    private static MetadataReference Reference(string path) => MetadataReference.CreateFromFile(path);

    /// <summary>Signature without nullability and without the containing type, which may be a base.</summary>
    private static string Text(ISymbol member, INamedTypeSymbol of) =>
        member.ToDisplayString(Signature).Replace(member.ContainingType.ToDisplayString(Signature) + ".", "", StringComparison.Ordinal).Replace(of.ToDisplayString(Signature) + ".", "", StringComparison.Ordinal);

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            yield return t;
        }

        foreach (var contract in type.AllInterfaces)
        {
            yield return contract;
        }
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol parent)
    {
        foreach (var member in parent.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public } type)
            {
                yield return type;
            }

            foreach (var inner in Types(member))
            {
                yield return inner;
            }
        }
    }

    private static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? MetadataName(outer) + "+" + type.MetadataName : type.ContainingNamespace.ToDisplayString() + "." + type.MetadataName;
}
