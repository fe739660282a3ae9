using System;
using System.Linq;
using Lkca.Runtime.Inspection;

namespace Lkca.Runtime.Reporting;

/// <summary>A matrix as a picture, with the value that the end of the colour scale stands for.</summary>
/// <param name="Image">A pixel per value.</param>
/// <param name="Largest">Value (sequential) or magnitude (diverging) of the scale's end.</param>
public sealed record HeatMap(RgbImage Image, double Largest)
{
    /// <summary>Blue for negative, near-white for 0, orange for positive values; both ends are the largest magnitude.</summary>
    public static HeatMap Diverging(Matrix values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var largest = values.Values.Max(Math.Abs);
        return new(RgbImage.OfMatrix(values, v => ColorMaps.Diverging(largest > 0 ? v / largest : 0)), largest);
    }

    /// <summary>Dark for 0, bright for <paramref name="largest"/>, by default the largest value.</summary>
    public static HeatMap Sequential(Matrix values, double? largest = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var end = largest ?? values.Values.Max();
        return new(RgbImage.OfMatrix(values, v => ColorMaps.Sequential(end > 0 ? v / end : 0)), end);
    }
}
