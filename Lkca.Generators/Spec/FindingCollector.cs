using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Diagnostics;
using Lkca.Generators.Text;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Spec;

/// <summary>A finding with the symbols that the analyzer needs to place it.</summary>
/// <param name="Reporter">The record that reports it: findings that several models share appear once.</param>
/// <param name="Holder">The record whose attributes <see cref="Finding.Target"/> names: the reporter, or a mixer's record.</param>
internal sealed record LocatedFinding(Finding Finding, INamedTypeSymbol Reporter, INamedTypeSymbol Holder);

/// <summary>Gathers the findings of one record.</summary>
/// <param name="chain">The record.</param>
/// <param name="isModel">False for a mere base: what it leaves to the records that derive from it is no fault.</param>
internal sealed class FindingCollector(RecordChain chain, bool isModel)
{
    private readonly List<LocatedFinding> _findings = [];

    public IReadOnlyList<LocatedFinding> Findings => _findings;

    /// <summary>True where something is wrong; warnings alone leave a declaration that compiles.</summary>
    public bool HasErrors => _findings.Any(f => Rules.IsError(f.Finding.Id));

    /// <summary>True when an argument could not be read because the source has an error there, which the C# compiler reports.</summary>
    public bool Unreadable { get; set; }

    /// <summary>A value or an attribute that nobody states.</summary>
    public void Missing(string id, params string[] arguments) => MissingSince(chain.Levels.Count - 1, id, arguments);

    /// <summary>A value that nobody states and that only the records down from <paramref name="level"/> need: the least derived model of those
    /// reports it.</summary>
    public void MissingSince(int level, string id, params string[] arguments)
    {
        if (isModel)
        {
            var reporter = chain.TopModelFrom(level);
            Add(id, ArgumentTarget.Record, reporter, reporter, arguments);
        }
    }

    /// <summary>A fault of the record itself.</summary>
    public void AtRecord(string id, params string[] arguments) => Add(id, ArgumentTarget.Record, chain.Record, chain.Record, arguments);

    /// <summary>A fault of several arguments together: the most derived record that states one of them caused it, and of its arguments the
    /// first.</summary>
    public void At(string id, IEnumerable<Stated?> causes, params string[] arguments)
    {
        var stated = causes.OfType<Stated>().ToList();
        if (stated.Count == 0)
        {
            AtRecord(id, arguments);
            return;
        }

        var cause = CauseOf(stated)!;
        var reporter = chain.Responsible(cause.Level);
        if (chain.IsHere(cause.Holder) && chain.IsHere(chain.Levels[cause.Level]))
        {
            Add(id, cause.Target, reporter, cause.Holder, arguments);
        }
        else
        {
            Add(id, ArgumentTarget.Record, reporter, reporter, arguments);
        }
    }

    /// <summary>Of several arguments the one that answers for a fault of all: the most derived, and of those the first.</summary>
    public static Stated? CauseOf(IEnumerable<Stated?> causes)
    {
        Stated? cause = null;
        foreach (var stated in causes.OfType<Stated>())
        {
            cause = cause is null || stated.Level < cause.Level ? stated : cause;
        }

        return cause;
    }

    public void At(string id, Stated? cause, params string[] arguments) => At(id, [cause], arguments);

    /// <summary>A fault that a mixer's record has whatever model uses it: reported there, or at the model where the mixer stands in another
    /// assembly.</summary>
    public void AtMixer(string id, INamedTypeSymbol mixer, ArgumentTarget target, Stated use, params string[] arguments)
    {
        if (chain.IsHere(mixer))
        {
            Add(id, target, mixer, mixer, arguments);
        }
        else
        {
            At(id, use, arguments);
        }
    }

    public static string Text(long value) => Literals.Number(value);

    private void Add(string id, ArgumentTarget target, INamedTypeSymbol reporter, INamedTypeSymbol holder, string[] arguments)
    {
        var finding = new Finding(id, target, new EquatableArray<string>(arguments));
        if (!_findings.Any(f => f.Finding == finding && SymbolEqualityComparer.Default.Equals(f.Holder, holder)))
        {
            _findings.Add(new LocatedFinding(finding, reporter, holder));
        }
    }
}
