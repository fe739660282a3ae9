using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Training;

namespace Lkca.Runtime.Reporting;

/// <summary>metrics.jsonl: one JSON object per finished epoch. A run that goes on from an earlier checkpoint writes the lines after it again.</summary>
public sealed class MetricsFile
{
    private readonly string _path;

    private MetricsFile(string path, EpochMetrics[] lines) => (_path, Last, BestTop1) = (path, lines.LastOrDefault(), lines.Select(l => l.Top1).DefaultIfEmpty(-1).Max());

    /// <summary>The last line.</summary>
    public EpochMetrics? Last { get; private set; }

    /// <summary>The highest accuracy of the lines so far; below 0 where there is none.</summary>
    public double BestTop1 { get; private set; }

    /// <summary>Opens the file for a run of which <paramref name="epochs"/> epochs are done: only their lines stay.</summary>
    public static MetricsFile Open(string path, int epochs)
    {
        var kept = Read(path).Where(line => line.Epoch <= epochs).ToArray();
        AtomicFile.Write(path, stream =>
        {
            foreach (var line in kept)
            {
                stream.Write(Line(line));
            }
        });
        return new MetricsFile(path, kept);
    }

    /// <summary>Adds a line and flushes it to the disk.</summary>
    public void Append(EpochMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        using var stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(Line(metrics));
        stream.Flush(flushToDisk: true);
        (Last, BestTop1) = (metrics, Math.Max(BestTop1, metrics.Top1));
    }

    /// <summary>The whole lines of a metrics file; a last line that was cut off by the end of its process is passed over, an absent file has none.</summary>
    public static IReadOnlyList<EpochMetrics> Read(string path)
    {
        var lines = new List<EpochMetrics>();
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            try
            {
                lines.Add(JsonSerializer.Deserialize(line, MetricsJson.Default.EpochMetrics)!);
            }
            catch (JsonException)
            {
                break;
            }
        }

        return lines;
    }

    private static byte[] Line(EpochMetrics metrics) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(metrics, MetricsJson.Default.EpochMetrics) + "\n");
}
