using System.Collections.Generic;

namespace Lkca.Generators.Spec;

/// <summary>A value that passed its own checks, with the arguments that it came from (none for a default).</summary>
internal sealed record Reading<T>(T Value, Stated? Source);

/// <summary>Reads single arguments and checks their own ranges. Null results stand for values that are missing, unreadable or wrong; checks that
/// need them are left out.</summary>
internal static class ArgumentReader
{
    /// <summary>The number, or null with a finding where it lies outside the range.</summary>
    public static Reading<int>? Int(Stated stated, int min, int max, string id, FindingCollector findings)
    {
        if (stated.Int is not { } value)
        {
            findings.Unreadable = true;
            return null;
        }

        if (value < min || value > max)
        {
            findings.At(id, stated, stated.Target.Argument, FindingCollector.Text(value));
            return null;
        }

        return new Reading<int>(value, stated);
    }

    /// <summary>The number or, where nobody states it, the default.</summary>
    public static Reading<int>? Int(Stated? stated, int fallback, int min, int max, string id, FindingCollector findings) =>
        stated is null ? new Reading<int>(fallback, null) : Int(stated, min, max, id, findings);

    public static Reading<bool>? Bool(Stated? stated, bool fallback, FindingCollector findings)
    {
        if (stated is null)
        {
            return new Reading<bool>(fallback, null);
        }

        if (stated.Bool is { } value)
        {
            return new Reading<bool>(value, stated);
        }

        findings.Unreadable = true;
        return null;
    }

    /// <summary>The value of an enum whose members are 0, 1, … in the order of <paramref name="names"/>; null with a finding where it is none of
    /// them.</summary>
    public static Reading<int>? Enum(Stated? stated, IReadOnlyList<string> names, string type, FindingCollector findings)
    {
        if (stated is null)
        {
            return new Reading<int>(0, null);
        }

        if (stated.Int is not { } value)
        {
            findings.Unreadable = true;
            return null;
        }

        if (value < 0 || value >= names.Count)
        {
            findings.At(Diagnostics.RuleIds.UnknownEnumValue, stated, type, FindingCollector.Text(value), string.Join(", ", names));
            return null;
        }

        return new Reading<int>(value, stated);
    }
}
