using System;
using Lkca.Generators.Diagnostics;

namespace Lkca.Generators.Spec;

/// <summary>What the transform makes of one declaration: equatable data, no symbol.</summary>
/// <param name="Surface">The class to be generated, also where the declaration is wrong.</param>
/// <param name="Spec">The model, or null where something is wrong or missing. Its backend is only final after
/// <see cref="BackendResolution"/>.</param>
/// <param name="BackendStated">False leaves the backend to the build property.</param>
/// <param name="Findings">What is wrong (errors only); empty without a spec where the C# compiler itself reports the error.</param>
internal sealed record Declaration(Surface Surface, ModelSpec? Spec, bool BackendStated, EquatableArray<Finding> Findings) : IEquatable<Declaration>
{
    /// <summary>Precision and what states it, for the check against a backend that comes from the build.</summary>
    public PrecisionKind Precision { get; init; }

    /// <summary>Runtimes of backends that the project does not reference, for the same check.</summary>
    public EquatableArray<string> MissingRuntimes { get; init; }
}

/// <summary>The generated class as the user's code sees it.</summary>
/// <param name="Record">Simple name of the record, unescaped.</param>
/// <param name="Namespace">Dotted, unescaped, empty for the global one.</param>
/// <param name="MetadataName">Full metadata name of the record: sorting key and source of the hint name.</param>
/// <param name="CanStub">False where not even a stub of the class could compile: the name is taken, the record is generic, the runtime is
/// missing.</param>
internal sealed record Surface(string Record, string Namespace, string MetadataName, bool IsPublic, bool CanStub) : IEquatable<Surface>;
