using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Lkca.Conformance.Support;

/// <summary>The golden declarations of this assembly (Models/). A record's name is its configuration's name in Pascal case; the suffixes F64 and
/// As(Convolution|Toeplitz|Fft) name the same configuration in float64 and in a stated view. Records named Other… have no golden file.</summary>
public static partial class GoldenModels
{
    private static readonly Dictionary<string, CompiledModel> All = DeclaredModels.Of(typeof(GoldenModels).Assembly);

    public static CompiledModel Named(string model) =>
        All.TryGetValue(model, out var found)
            ? found
            : throw new KeyNotFoundException($"No model {model} was generated into the tests: {string.Join(", ", All.Keys)}.");

    /// <summary>Configuration in tests/golden that the model declares: LkcaTallGridAsFft → lkca-tall-grid.</summary>
    public static string ConfigurationOf(string model) =>
        Capital().Replace(Suffix().Replace(model, ""), match => (match.Index == 0 ? "" : "-") + match.Value.ToLowerInvariant());

    /// <summary>Every golden model of every backend that is here.</summary>
    public static TheoryData<string> Every => [.. All.Keys.Where(IsGolden).Order(StringComparer.Ordinal)];

    /// <summary>The golden models of one precision, "F32" or "F64", views apart.</summary>
    public static IEnumerable<string> InPrecision(string precision) => All
        .Where(pair => IsGolden(pair.Key) && pair.Value.Info.Precision == precision && !pair.Key.Contains("As", StringComparison.Ordinal))
        .Select(pair => pair.Key)
        .Order(StringComparer.Ordinal);

    public static TheoryData<string> EveryFloat64 => [.. InPrecision("F64")];

    /// <summary>A few models in both precisions that between them have both mixers, both poolings, groups, and images that straddle tiles.</summary>
    public static TheoryData<string> Few =>
    [
        "HybridTwoToOne", "HybridTwoToOneF64", "LkcaFftOddWidth", "LkcaFftOddWidthF64", "LkcaToeplitz", "LkcaToeplitzF64",
        "LkcaLocalRectangular", "LkcaLocalRectangularF64", "LkcaConvolution", "LkcaConvolutionF64",
        "MhsaClassTokenStraddling", "MhsaClassTokenStraddlingF64",
    ];

    /// <summary>Configurations that are declared in all three views.</summary>
    public static TheoryData<string> InThreeViews =>
        ["LkcaToeplitz", "LkcaTallGrid", "LkcaGroupsRectangular", "LkcaDepthwise", "LkcaLocalRectangular", "LkcaGroupsLocalFft"];

    private static bool IsGolden(string model) => !model.StartsWith("Other", StringComparison.Ordinal);

    [GeneratedRegex("(F64|As(Convolution|Toeplitz|Fft))+$")]
    private static partial Regex Suffix();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
