using System;
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

    /// <summary>A usual number of heads for a width: the most, up to 16, that leave each a vector of 16 features or more.</summary>
    public static int UsualHeads(int width)
    {
        for (var heads = Math.Min(16, width / 16); heads > 1; heads--)
        {
            if (width % heads == 0)
            {
                return heads;
            }
        }

        return 1;
    }

    /// <summary>The multiples of <paramref name="divisor"/> next to <paramref name="number"/>, the positive ones.</summary>
    public static IReadOnlyList<int> NearestMultiples(int number, int divisor)
    {
        var below = number - (number % divisor);
        return below > 0 ? [below, below + divisor] : [divisor];
    }

    /// <summary>"10 and 14 do", or "210 does" where there is one only: the divisors next to the wanted one; where these are no more than 1 and the number
    /// itself, the number's neighbours too. Where the whole number is at fault, only these: "width 200 or 220 does".</summary>
    /// <param name="number">What is divided.</param>
    /// <param name="wanted">What it is divided by.</param>
    /// <param name="whole">What the number is.</param>
    /// <param name="isWholeAtFault">True where the number is to be changed.</param>
    public static string Suggest(int number, int wanted, string whole, bool isWholeAtFault)
    {
        var multiples = whole + " " + List(NearestMultiples(number, wanted), " or ");
        if (isWholeAtFault)
        {
            return multiples + " does";
        }

        var divisors = Nearest(number, wanted);
        var isOfNoUse = true;
        foreach (var divisor in divisors)
        {
            isOfNoUse &= divisor == 1 || divisor == number;
        }

        return List(divisors, " and ") + (divisors.Count == 1 ? " does" : " do") + (isOfNoUse ? ", and so does " + multiples : "");
    }

    private static string List(IReadOnlyList<int> numbers, string joint) =>
        FindingCollector.Text(numbers[0]) + (numbers.Count == 2 ? joint + FindingCollector.Text(numbers[1]) : "");
}
