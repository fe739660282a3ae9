using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Lkca.Runtime;

namespace Lkca.Conformance.Support;

/// <summary>A generated model: what it says of itself, and how a session of it is opened.</summary>
public sealed record CompiledModel(ModelInfo Info, Func<SessionOptions, IVisionModel> Create)
{
    public Session Open(int maxBatch, int threads = 2, ulong seed = 1, bool training = true) =>
        new(Create(new SessionOptions { MaxBatch = maxBatch, Threads = threads, Seed = seed, Training = training }));
}

/// <summary>The models that an assembly declares, found as the command line finds them: by <see cref="DeclaredModelAttribute"/>.</summary>
public static class DeclaredModels
{
    /// <summary>The models by the name of their record.</summary>
    public static Dictionary<string, CompiledModel> Of(Assembly assembly) => assembly
        .GetCustomAttributes<DeclaredModelAttribute>()
        .Select(attribute => Compiled(attribute.Model))
        .ToDictionary(model => model.Info.Name, StringComparer.Ordinal);

    private static CompiledModel Compiled(Type type)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Static;
        var description = type.GetProperty("Description", Public)?.GetValue(null) ?? type.GetField("Description", Public)?.GetValue(null);
        var create = type.GetMethod("Create", Public, [typeof(SessionOptions)])
            ?? throw new MissingMethodException(type.FullName, "Create(SessionOptions)");
        return new(
            description as ModelInfo ?? throw new MissingMemberException(type.FullName, "Description"),
            create.CreateDelegate<Func<SessionOptions, IVisionModel>>());
    }
}
