using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Lkca.Conformance.Support;

/// <summary>The golden declarations, compiled for this backend. A record's name is its configuration's name in Pascal case; the suffixes As(Convolution|Toeplitz) name the same
/// configuration in a stated view.</summary>
public static partial class GoldenModels
{
    private static readonly Dictionary<string, CompiledModel> All = DeclaredModels.Of(typeof(GoldenModels).Assembly);

    public static TheoryData<string> Every => [.. All.Keys.Where(name => !name.StartsWith("Other", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static CompiledModel Named(string model) => All[model];

    /// <summary>Configuration in tests/golden that the model declares: LkcaTallGridAsConvolution → lkca-tall-grid.</summary>
    public static string ConfigurationOf(string model) =>
        Capital().Replace(Suffix().Replace(model, ""), match => (match.Index == 0 ? "" : "-") + match.Value.ToLowerInvariant());

    [GeneratedRegex("As(Convolution|Toeplitz)$")]
    private static partial Regex Suffix();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
