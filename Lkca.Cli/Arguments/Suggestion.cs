using System;
using System.Collections.Generic;
using System.Linq;

namespace Lkca.Cli.Arguments;

/// <summary>What somebody who misspelt a name may have meant.</summary>
internal static class Suggestion
{
    /// <summary>"; did you mean X?" where a name is near, the list of all names otherwise.</summary>
    public static string For(string given, IEnumerable<string> names, string prefix = "")
    {
        var ranked = names.Select(n => (Name: n, Distance: Distance(given.ToUpperInvariant(), n.ToUpperInvariant()))).OrderBy(n => n.Distance).ToArray();
        if (ranked.Length == 0)
        {
            return "";
        }

        return ranked[0].Distance <= Math.Max(1, given.Length / 3)
            ? $"; did you mean {prefix}{ranked[0].Name}?"
            : $"; there are {string.Join(", ", names.Select(n => prefix + n))}";
    }

    /// <summary>Number of insertions, deletions, replacements and swaps of neighbours between two words.</summary>
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
