using System;

namespace Lkca.Dsl;

/// <summary>Chooses the backend. Without it, inherited ones included, the build property <c>LkcaBackend</c> chooses in projects that set
/// <c>LkcaModels</c> to true, and <see cref="Lkca.Dsl.Backend.Cpu"/> otherwise.
/// <example><c>[Backend(Backend.Cpu)]</c></example></summary>
/// <param name="backend">What the generated code runs on.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class BackendAttribute(Backend backend) : Attribute
{
    /// <summary>What the generated code runs on.
    /// <example><c>[Backend(Backend.Cpu)]</c></example></summary>
    public Backend Backend { get; } = backend;
}
