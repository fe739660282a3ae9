using System;
using Xunit;

namespace Lkca.Conformance.Support;

/// <summary>Comparisons of tensors.</summary>
public static class Compare
{
    /// <summary>Below this the largest expected value no longer scales the error: a tensor that is zero in exact arithmetic has rounding noise
    /// only.</summary>
    private const double Floor = 1e-6;

    /// <summary>max|actual − expected| / max(|expected|), per tensor.</summary>
    public static double RelativeError(double[] actual, double[] expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        double difference = 0, largest = Floor;
        for (var i = 0; i < expected.Length; i++)
        {
            if (!double.IsFinite(actual[i]))
            {
                return double.PositiveInfinity;
            }

            difference = Math.Max(difference, Math.Abs(actual[i] - expected[i]));
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }

        return difference / largest;
    }

    /// <summary>Fails with <paramref name="what"/> and the error where it exceeds <paramref name="tolerance"/>.</summary>
    public static void Close(string what, double[] actual, double[] expected, double tolerance)
    {
        var error = RelativeError(actual, expected);
        Assert.True(error <= tolerance, FormattableString.Invariant($"{what}: relative error {error:E2} exceeds {tolerance:E0}"));
    }
}
