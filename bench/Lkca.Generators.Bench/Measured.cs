using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace Lkca.Generators.Bench;

/// <summary>Median, fastest time and allocation of several runs.</summary>
internal sealed record Measured(double Median, double Best, double Megabytes)
{
    /// <summary>Measures <paramref name="run"/> after <paramref name="prepare"/>, which is not counted.</summary>
    public static Measured Of(int runs, Action prepare, Action run)
    {
        var times = new List<double>();
        var bytes = new List<double>();
        for (var i = 0; i < runs + 3; i++)
        {
            prepare();
            GC.Collect();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var watch = Stopwatch.StartNew();
            run();
            times.Add(watch.Elapsed.TotalMilliseconds);
            bytes.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / 1e6);
        }

        // The first three compile the code itself.
        return Of([.. times.Skip(3)], [.. bytes.Skip(3)]);
    }

    public static Measured Of(IReadOnlyList<double> times, IReadOnlyList<double> megabytes) =>
        new(times.Order().ElementAt(times.Count / 2), times.Min(), megabytes.Order().ElementAt(megabytes.Count / 2));
}
