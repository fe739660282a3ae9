using System.Collections.Generic;

namespace Lkca.Cli.Reports;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What the line shows; it stands at the line's end.</param>
/// <param name="Points">(x, y), x ascending; points that are no numbers interrupt nothing and are left out.</param>
internal sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points);
