using System;
using System.Linq;
using Lkca.Generators.Spec;

namespace Lkca.Generators;

/// <summary>A declaration with everything that the rest of the assembly decides about it: its backend and its file name.</summary>
internal sealed record NamedDeclaration(Declaration Declaration, string HintName) : IEquatable<NamedDeclaration>
{
    public static NamedDeclaration Of(Declaration declaration, EquatableArray<string> ambiguous)
    {
        var hintName = HintNames.Of(declaration.Surface.MetadataName);
        hintName = ambiguous.Contains(hintName) ? HintNames.Distinguished(hintName) : hintName;
        var spec = declaration.Spec is null ? null : declaration.Spec with { HintName = hintName };
        return new NamedDeclaration(declaration with { Spec = spec }, hintName);
    }

    /// <summary>The files of the model, or its stubs where the declaration is wrong.</summary>
    public EquatableArray<GeneratedFile> Compile()
    {
        if (Declaration.Spec is null)
        {
            return Stub(Declaration.Findings);
        }

        var compiled = CompiledModels.Of(Declaration.Spec);
        return compiled.Files.Count > 0 ? compiled.Files : Stub(compiled.Findings);
    }

    private EquatableArray<GeneratedFile> Stub(EquatableArray<Diagnostics.Finding> findings) =>
        new([StubFile.Write(Declaration.Surface, HintName, Declaration.Precision, findings)]);
}
