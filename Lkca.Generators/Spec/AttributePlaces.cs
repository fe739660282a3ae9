using System.Linq;
using Lkca.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Spec;

/// <summary>Finds attributes that stand on a record of the wrong kind, where they would have no effect.</summary>
internal static class AttributePlaces
{
    /// <summary>Checks the record of every level.</summary>
    public static void Check(RecordChain chain, FindingCollector findings)
    {
        var kind = chain.Record.MixerKind();
        for (var level = 0; level < chain.Levels.Count; level++)
        {
            var record = chain.Levels[level];
            foreach (var attribute in record.DslAttributes().Select(a => a.AttributeClass!.Name).Distinct())
            {
                if (Place(attribute) != kind)
                {
                    findings.At(
                        RuleIds.WrongRecord,
                        new Stated(null, level, record, new ArgumentTarget(attribute, 0, "")),
                        DslNames.Short(attribute),
                        record.Name,
                        Describe(kind),
                        Home(Place(attribute)));
                }
            }
        }
    }

    /// <summary>The first attribute of the record that belongs on a model's record, or null.</summary>
    public static string? FirstOfModel(INamedTypeSymbol record) =>
        record.DslAttributes().Select(a => a.AttributeClass!.Name).FirstOrDefault(name => Place(name) is null);

    /// <summary>The mixer kind on whose records the attribute belongs; null for a model's record.</summary>
    private static string? Place(string attribute) => attribute switch
    {
        DslNames.LkcaOptions => DslNames.LkcaMixer,
        DslNames.MhsaOptions => DslNames.MhsaMixer,
        _ => null,
    };

    private static string Home(string? kind) =>
        kind is null ? "a record that is no mixer" : $"a record of its own that derives from {kind} and that [Stage<...>] names";

    private static string Describe(string? kind) => kind switch
    {
        null => "a record that is no mixer",
        DslNames.LkcaMixer => "a large-kernel mixer",
        DslNames.MhsaMixer => "a self-attention mixer",
        _ => "a mixer of no known kind",
    };
}
