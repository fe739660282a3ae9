using System.IO;
using System.Linq;
using Lkca.Runtime.Checkpoints;

namespace Lkca.Cli.Output;

/// <summary>How a weight file and a model go together, for people and as JSON.</summary>
internal static class WeightsText
{
    /// <summary>A line for the whole, and one per name that does not fit.</summary>
    public static void Write(TextWriter output, string path, WeightReport report)
    {
        output.WriteLine($"{path}: {report.Fitting.Count + (report.Resized == null ? 0 : 1)} parameters taken, {report.Missing.Count} missing, "
            + $"{report.Unexpected.Count} unexpected, {report.Misshapen.Count} of another shape");
        foreach (var line in report.Missing.Select(n => $"  missing     {n}")
            .Concat(report.Unexpected.Select(n => $"  unexpected  {n}"))
            .Concat(report.Misshapen.Select(m => $"  misshapen   {m}")))
        {
            output.WriteLine(line);
        }

        if (report.Resized is { } resized)
        {
            output.WriteLine($"  resized     {resized}");
        }

        if (report.Prefix is { } prefix)
        {
            output.WriteLine($"  every name begins with \"{prefix}\": write the file without it");
        }
    }

    /// <summary>The same as an object for <see cref="JsonOutput"/>.</summary>
    public static object Json(string path, WeightReport report) => new
    {
        file = path,
        fits = report.Fits,
        taken = report.Fitting.Count + (report.Resized == null ? 0 : 1),
        missing = report.Missing,
        unexpected = report.Unexpected,
        misshapen = report.Misshapen.Select(m => new { name = m.Name, found = m.Found, expected = m.Expected }),
        resized = report.Resized is { } r ? new { name = r.Name, from = new[] { r.From.Height, r.From.Width }, to = new[] { r.To.Height, r.To.Width } } : null,
        prefix = report.Prefix,
    };
}
