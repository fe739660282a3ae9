using System.Globalization;
using System.Linq;
using Lkca.Cli.Arguments;
using Lkca.Cli.Output;
using Lkca.Runtime.Data;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca data check SPEC</c>: reads every picture of a set before a run does.</summary>
internal sealed class DataCheckVerb : Verb
{
    public override string Name => "data check";

    public override string Summary => "reads every image: counts, shapes, classes, means, deviations, damaged files";

    public override string[] Arguments => ["SPEC"];

    public override int Run(Invocation invocation)
    {
        var spec = DataSpec.Parse(invocation.Arguments.Positional[0]);
        IImageDataset[] parts = [spec.Train(), spec.Test()];
        DataCheck[] checks = [.. parts.Select(DataCheck.Of)];
        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, checks.Zip(parts, (c, data) => new
            {
                name = c.Name,
                images = c.Count,
                shape = new[] { c.Shape.Channels, c.Shape.Height, c.Shape.Width },
                classes = data.ClassNames.Zip(c.ClassCounts, (name, images) => new { name, images }),
                mean = c.Mean,
                deviation = c.Deviation,
                damaged = c.FaultCount,
            }));
        }
        else
        {
            foreach (var (check, data) in checks.Zip(parts))
            {
                Write(invocation, check, data);
            }
        }

        foreach (var fault in checks.SelectMany(c => c.Faults))
        {
            invocation.Error.WriteLine($"lkca: {fault}");
        }

        return checks.Any(c => c.FaultCount > 0) ? 2 : 0;
    }

    private static void Write(Invocation invocation, DataCheck check, IImageDataset data)
    {
        var output = invocation.Output;
        output.WriteLine($"{check.Name}: {check.Count} images of {check.Shape.Channels}×{check.Shape.Height}×{check.Shape.Width} in {data.Classes()} classes"
            + (check.FaultCount > 0 ? $", {check.FaultCount} of them cannot be read" : ""));
        output.WriteLine($"  mean       {Numbers(check.Mean)}   (recipe: {Numbers(data.Normalization.Mean)})");
        output.WriteLine($"  deviation  {Numbers(check.Deviation)}   (recipe: {Numbers(data.Normalization.Deviation)})");
        var (least, most) = (check.ClassCounts.Min(), check.ClassCounts.Max());
        output.WriteLine(least == most ? $"  classes    {least} images each" : $"  classes    {least} to {most} images each");
        if (least != most || data.Classes() <= 20)
        {
            output.WriteLine("  " + string.Join(", ", data.ClassNames.Zip(check.ClassCounts, (name, images) => $"{name} {images}")));
        }
    }

    private static string Numbers(System.Collections.Generic.IEnumerable<double> values) =>
        string.Join(" ", values.Select(v => v.ToString("F4", CultureInfo.InvariantCulture)));
}
