using System;

namespace Lkca.Runtime;

/// <summary>Names a generated model of this assembly, so that the command line finds it without scanning. Written by the generator.</summary>
/// <param name="model">The generated class; it has a static <c>Create(SessionOptions)</c> and a static <c>ModelInfo Description</c>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class DeclaredModelAttribute(Type model) : Attribute
{
    /// <summary>The generated class.</summary>
    public Type Model { get; } = model;
}
