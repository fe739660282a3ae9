using System;
using System.Collections.Concurrent;
using Lkca.Generators.Diagnostics;
using Lkca.Generators.Spec;

namespace Lkca.Generators;

/// <summary>Calls the compiler for the generator and the analyzer, which ask for the same models: the second one finds the result of the first.
/// A failure concerns its own model only: an exception that left the generator would remove the output of all models.</summary>
internal static class CompiledModels
{
    private const int Capacity = 512;
    private static readonly ConcurrentDictionary<ModelSpec, CompiledModel> Cache = new();

    public static CompiledModel Of(ModelSpec spec)
    {
        if (Cache.TryGetValue(spec, out var known))
        {
            return known;
        }

        if (Cache.Count >= Capacity)
        {
            Cache.Clear();
        }

        return Cache.GetOrAdd(spec, Compile(spec));
    }

    /// <summary>Forgets every result: tests that compare two runs compile twice.</summary>
    internal static void Clear() => Cache.Clear();

    private static CompiledModel Compile(ModelSpec spec)
    {
        try
        {
            return ModelCompiler.Compile(spec);
        }
#pragma warning disable CA1031 // whatever it is, it becomes a finding of this model
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var reason = exception.GetType().Name + ": " + exception.Message.Replace('\r', ' ').Replace('\n', ' ');
            var finding = new Finding(RuleIds.InternalFailure, ArgumentTarget.Record, new EquatableArray<string>([spec.Name, reason]));
            return new CompiledModel(default, new EquatableArray<Finding>([finding]));
        }
    }
}
