using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Lkca.Generators.Diagnostics;
using Lkca.Generators.Spec;

namespace Lkca.CodeFixes;

/// <summary>Values that would have been right in place of an argument, per rule.</summary>
internal static class Suggestions
{
    public static readonly ImmutableArray<string> Ids =
    [
        RuleIds.HeadsDoNotDivide, RuleIds.PatchDoesNotDivide, RuleIds.GroupsDoNotDivide, RuleIds.EvenKernel, RuleIds.KernelTooLarge,
        RuleIds.ClassTokenWithLkca, RuleIds.ParameterBudget, RuleIds.MacBudget, RuleIds.BackendWithoutEmitter, RuleIds.BackendRuntimeMissing,
        RuleIds.PatternLongerThanDepth, RuleIds.NarrowHeads,
    ];

    /// <summary>Replacements for the value of <paramref name="argument"/>, as source text; of numbers the nearest below first, then above.</summary>
    /// <param name="id">The rule.</param>
    /// <param name="argument">Name of the argument at which it was reported; empty for a positional one.</param>
    /// <param name="values">The finding's values, in the order of the message format.</param>
    public static IReadOnlyList<string> For(string id, string argument, IReadOnlyList<string> values) => id switch
    {
        RuleIds.HeadsDoNotDivide => Dividing(argument == DslNames.Heads, Number(values, 0), Number(values, 1)),
        RuleIds.PatchDoesNotDivide => Dividing(IsForm(argument, DslNames.Patch), Number(values, 1), Number(values, 2)),
        RuleIds.GroupsDoNotDivide => Dividing(argument == DslNames.Groups, Number(values, 0), Number(values, 1)),
        RuleIds.EvenKernel => [values[2], values[3]],
        RuleIds.KernelTooLarge when IsForm(argument, DslNames.Kernel) => [values[3]],
        RuleIds.ClassTokenWithLkca when argument == DslNames.Pool => ["Pool.Mean"],
        RuleIds.ParameterBudget or RuleIds.MacBudget when argument.Length > 0 => [values[0].Replace(',', '_')],
        RuleIds.BackendWithoutEmitter or RuleIds.BackendRuntimeMissing when argument.Length == 0 => ["Backend.Cpu"],
        RuleIds.PatternLongerThanDepth when argument == DslNames.Depth => [values[1]],
        RuleIds.NarrowHeads when argument == DslNames.Heads => [values[4]],
        _ => [],
    };

    private static bool IsForm(string argument, string square) => argument.StartsWith(square, System.StringComparison.Ordinal);

    // Either the divisor is to be replaced by one that divides, or the whole by a multiple of the divisor.
    private static IReadOnlyList<string> Dividing(bool divisorStated, int whole, int divisor) =>
        [.. (divisorStated ? Divisors.Nearest(whole, divisor) : Divisors.NearestMultiples(whole, divisor)).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    private static int Number(IReadOnlyList<string> values, int index) => int.Parse(values[index], CultureInfo.InvariantCulture);
}
