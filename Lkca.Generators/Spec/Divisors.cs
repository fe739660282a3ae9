using System.Collections.Generic;

namespace Lkca.Generators.Spec;

/// <summary>Numbers that would have divided.</summary>
internal static class Divisors
{
    /// <summary>The divisors of <paramref name="number"/> next to <paramref name="wanted"/>: the largest below and the smallest above it.</summary>
    public static IReadOnlyList<int> Nearest(int number, int wanted)
    {
        var (below, above) = (0, 0);
        for (var d = 1; d <= number / d; d++)
        {
            if (number % d == 0)
            {
                Consider(d);
                Consider(number / d);
            }
        }

        List<int> nearest = [];
        if (below > 0)
        {
            nearest.Add(below);
        }

        if (above > 0)
        {
            nearest.Add(above);
        }

        return nearest;

        void Consider(int divisor)
        {
            if (divisor <= wanted && divisor > below)
            {
                below = divisor;
            }

            if (divisor >= wanted && (above == 0 || divisor < above))
            {
                above = divisor;
            }
        }
    }

    /// <summary>"10 and 14 do", or "210 does" where there is one only.</summary>
    public static string Suggest(int number, int wanted)
    {
        var nearest = Nearest(number, wanted);
        return nearest.Count == 2
            ? FindingCollector.Text(nearest[0]) + " and " + FindingCollector.Text(nearest[1]) + " do"
            : FindingCollector.Text(nearest[0]) + " does";
    }
}
