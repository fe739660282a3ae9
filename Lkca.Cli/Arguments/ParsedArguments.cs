using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Lkca.Cli.Arguments;

/// <summary>The arguments of a verb, taken apart.</summary>
internal sealed class ParsedArguments(IReadOnlyList<string> positional, IReadOnlyList<(string Name, string Value)> options)
{
    /// <summary>What stands without an option's name, in order.</summary>
    public IReadOnlyList<string> Positional => positional;

    /// <summary>True when the option was given.</summary>
    public bool Has(string name) => options.Any(o => o.Name == name);

    /// <summary>The option's value, or null.</summary>
    public string? Text(string name) => options.FirstOrDefault(o => o.Name == name).Value;

    /// <summary>The values of an option that may be repeated.</summary>
    public IReadOnlyList<string> All(string name) => [.. options.Where(o => o.Name == name).Select(o => o.Value)];

    /// <summary>The value of an option that the parser has required.</summary>
    public string Required(string name) => Text(name) ?? throw new UsageException($"--{name} is missing");

    /// <summary>A whole number between two bounds, or the fallback where the option was not given.</summary>
    public int Integer(string name, int fallback, int least, int most) => Text(name) is not { } text ? fallback
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw new UsageException($"--{name} {text}: a whole number from {least} to {most} is expected");

    /// <summary>A seed: a whole number from 0 to 2^64−1.</summary>
    public ulong Seed(string name, ulong fallback) => Text(name) is not { } text ? fallback
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : throw new UsageException($"--{name} {text}: a whole number from 0 to {ulong.MaxValue} is expected");

    /// <summary>A finite number, or null where the option was not given.</summary>
    public double? Number(string name) => Text(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
        : throw new UsageException($"--{name} {text}: a number such as 0.001 or 1e-3 is expected");
}
