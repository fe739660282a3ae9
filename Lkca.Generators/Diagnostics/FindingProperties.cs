using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Diagnostics;

/// <summary>Carries a finding's values inside its diagnostic, where code fixes read them.</summary>
internal static class FindingProperties
{
    public static ImmutableDictionary<string, string?> Of(Finding finding) =>
        finding.Arguments.Select((value, index) => (value, index)).ToImmutableDictionary(pair => Key(pair.index), pair => (string?)pair.value);

    /// <summary>The values, in the order of the message format.</summary>
    public static IReadOnlyList<string> Values(Diagnostic diagnostic) =>
        [.. Enumerable.Range(0, diagnostic.Properties.Count).Select(i => diagnostic.Properties[Key(i)] ?? "")];

    private static string Key(int index) => index.ToString(CultureInfo.InvariantCulture);
}
