using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Spec;

/// <summary>A record and the records that it derives from, most derived first: where an argument is looked up, property by property.</summary>
internal sealed class RecordChain
{
    private readonly IAssemblySymbol _assembly;
    private readonly List<(int Level, List<AttributeData> Stages)> _stageLists = [];

    public RecordChain(INamedTypeSymbol record)
    {
        _assembly = record.ContainingAssembly;
        Levels = [.. record.DeclaredBases()];
        for (var level = 0; level < Levels.Count; level++)
        {
            if (Levels[level].DslAttributes(DslNames.Stage) is { Count: > 0 } stages)
            {
                _stageLists.Add((level, stages));
            }
        }
    }

    public IReadOnlyList<INamedTypeSymbol> Levels { get; }

    public INamedTypeSymbol Record => Levels[0];

    /// <summary>The stages in force: those of the most derived record that states any.</summary>
    public IReadOnlyList<AttributeData> Stages => _stageLists.Count > 0 ? _stageLists[0].Stages : [];

    /// <summary>Level of the record that states <see cref="Stages"/>.</summary>
    public int StageLevel => _stageLists.Count > 0 ? _stageLists[0].Level : 0;

    public bool Has(string attribute) => Levels.Any(r => r.DslAttribute(attribute) is not null);

    /// <summary>The nearest statement of an argument.</summary>
    public Stated? Find(string attribute, string argument)
    {
        for (var level = 0; level < Levels.Count; level++)
        {
            if (FindAt(level, attribute, argument) is { } stated)
            {
                return stated;
            }
        }

        return null;
    }

    /// <summary>The statement of an argument on the record of one level.</summary>
    public Stated? FindAt(int level, string attribute, string argument) =>
        Levels[level].DslAttribute(attribute) is { } data ? Stated.Find(data, attribute, 0, argument, level, Levels[level]) : null;

    /// <summary>The nearest statement of stage <paramref name="index"/>'s argument: its own, then the one of the base's stage of the same index,
    /// as far as bases have one.</summary>
    public Stated? FindStage(int index, string argument)
    {
        foreach (var (level, stages) in _stageLists)
        {
            if (index >= stages.Count)
            {
                return null;
            }

            if (Stated.Find(stages[index], DslNames.Stage, index, argument, level, Levels[level]) is { } stated)
            {
                return stated;
            }
        }

        return null;
    }

    /// <summary>Stage <paramref name="index"/>'s type argument, counted from 0, as the place of a finding.</summary>
    public Stated MixerArgument(int index, int position) =>
        new(null, StageLevel, Levels[StageLevel], new ArgumentTarget(DslNames.Stage, index, MixerTarget(position)));

    public static string MixerTarget(int position) => "<" + (char)('1' + position) + ">";

    /// <summary>The record that answers for a fault of a level: the one that states it, or, where that stands in another assembly, this
    /// assembly's topmost model of
    /// the chain.</summary>
    public INamedTypeSymbol Responsible(int level) => IsHere(Levels[level]) ? Levels[level] : TopModel;

    /// <summary>This assembly's least derived model of the chain: it answers for what nobody states, so that records deriving from it do not
    /// repeat the finding.</summary>
    public INamedTypeSymbol TopModel => TopModelFrom(Levels.Count - 1);

    /// <summary>The same, of the records that are at least as derived as the one of <paramref name="level"/>.</summary>
    public INamedTypeSymbol TopModelFrom(int level) => Levels.Take(level + 1).LastOrDefault(r => IsHere(r) && r.IsModel()) ?? Record;

    /// <summary>Level of the least derived record that carries the attribute; -1 where none does.</summary>
    public int FirstLevelOf(string attribute) =>
        Enumerable.Range(0, Levels.Count).Where(level => Levels[level].DslAttribute(attribute) is not null).DefaultIfEmpty(-1).Last();

    public bool IsHere(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, _assembly);
}
