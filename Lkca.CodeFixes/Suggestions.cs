using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using Lkca.Generators.Diagnostics;
using Lkca.Generators.Spec;

namespace Lkca.CodeFixes;

/// <summary>Numbers that would have been right in place of an argument, per rule.</summary>
internal static class Suggestions
{
    public static readonly ImmutableArray<string> Ids =
    [
        RuleIds.HeadsDoNotDivide, RuleIds.PatchDoesNotDivide, RuleIds.GroupsDoNotDivide, RuleIds.EvenKernel, RuleIds.KernelTooLarge,
    ];

    /// <summary>Replacements for the number of <paramref name="argument"/>, nearest first below, then above.</summary>
    /// <param name="id">The rule.</param>
    /// <param name="argument">Name of the argument at which it was reported.</param>
    /// <param name="values">The finding's values, in the order of the message format.</param>
    public static IReadOnlyList<int> For(string id, string argument, IReadOnlyList<string> values) => id switch
    {
        RuleIds.HeadsDoNotDivide => Dividing(argument == DslNames.Heads, Number(values, 0), Number(values, 1)),
        RuleIds.PatchDoesNotDivide => Dividing(IsForm(argument, DslNames.Patch), Number(values, 1), Number(values, 2)),
        RuleIds.GroupsDoNotDivide => Dividing(argument == DslNames.Groups, Number(values, 0), Number(values, 1)),
        RuleIds.EvenKernel => [Number(values, 2), Number(values, 3)],
        RuleIds.KernelTooLarge when IsForm(argument, DslNames.Kernel) => [Number(values, 3)],
        _ => [],
    };

    private static bool IsForm(string argument, string square) => argument.StartsWith(square, System.StringComparison.Ordinal);

    // Either the divisor is to be replaced by one that divides, or the whole by a multiple of the divisor.
    private static IReadOnlyList<int> Dividing(bool divisorStated, int whole, int divisor) =>
        divisorStated ? Divisors.Nearest(whole, divisor) : Divisors.NearestMultiples(whole, divisor);

    private static int Number(IReadOnlyList<string> values, int index) => int.Parse(values[index], CultureInfo.InvariantCulture);
}
