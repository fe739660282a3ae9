using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Lkca.Generators.Spec;

/// <summary>File names of generated files. Two that differ by case only, or one that another continues after a dot, would collide on disk or in the
/// compilation, and a single collision makes Roslyn drop the output of the whole generator.</summary>
internal static class HintNames
{
    /// <summary>The name, with what a hint name may not contain written as its code.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c) || c is '.' or '_' or '+' or '`' or '-' or '(' or ')' or ' ')
            {
                text.Append(c);
            }
            else
            {
                text.Append("(u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)).Append(')');
            }
        }

        return text.ToString();
    }

    /// <summary>The names that need a suffix, sorted.</summary>
    public static EquatableArray<string> Ambiguous(IEnumerable<string> hintNames)
    {
        var names = hintNames.OrderBy(n => n.ToUpperInvariant(), System.StringComparer.Ordinal).ToList();
        var upper = new HashSet<string>(names.Select(n => n.ToUpperInvariant()));
        var prefixes = new HashSet<string>();
        foreach (var name in upper)
        {
            for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
            {
                prefixes.Add(name.Substring(0, dot));
            }
        }

        var ambiguous = names.GroupBy(n => n.ToUpperInvariant()).Where(g => g.Count() > 1 || prefixes.Contains(g.Key)).SelectMany(g => g);
        return new EquatableArray<string>(ambiguous.Distinct().OrderBy(n => n, System.StringComparer.Ordinal));
    }

    /// <summary>The name with a suffix that its exact spelling alone decides (FNV-1a).</summary>
    public static string Distinguished(string hintName)
    {
        var hash = 2166136261u;
        foreach (var c in hintName)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return hintName + "-" + hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
