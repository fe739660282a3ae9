using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Lkca.Runtime.Data;

/// <summary>What a look at every picture of a set found.</summary>
/// <param name="Name">Name of the set.</param>
/// <param name="Count">Pictures.</param>
/// <param name="Shape">Channels, height, width.</param>
/// <param name="ClassCounts">Pictures per class.</param>
/// <param name="Mean">Mean per channel, pixels scaled to [0, 1].</param>
/// <param name="Deviation">Deviation per channel.</param>
/// <param name="Faults">Pictures that cannot be read, one line each, the first hundred.</param>
/// <param name="FaultCount">How many cannot be read.</param>
public sealed record DataCheck(string Name, int Count, (int Channels, int Height, int Width) Shape, IReadOnlyList<int> ClassCounts, IReadOnlyList<double> Mean,
    IReadOnlyList<double> Deviation, IReadOnlyList<string> Faults, int FaultCount)
{
    private const int Shown = 100;

    /// <summary>Reads every picture. Sums are of whole numbers: the result does not depend on the threads.</summary>
    public static DataCheck Of(IImageDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var (size, plane) = (data.ImageSize(), data.Height * data.Width);
        var (sums, squares, counts) = (new long[data.Channels], new long[data.Channels], new int[data.Classes()]);
        var faults = new SortedDictionary<int, string>();
        Parallel.For(0, data.Count, () => (new byte[size], new long[data.Channels], new long[data.Channels]), (i, _, local) =>
        {
            try
            {
                Interlocked.Increment(ref counts[data.Label(i)]);
                data.ReadPixels(i, local.Item1);
                for (var channel = 0; channel < data.Channels; channel++)
                {
                    foreach (int level in local.Item1.AsSpan(channel * plane, plane))
                    {
                        local.Item2[channel] += level;
                        local.Item3[channel] += level * level;
                    }
                }
            }
            catch (InvalidInputException e)
            {
                lock (faults)
                {
                    faults[i] = e.Message;
                }
            }

            return local;
        }, local =>
        {
            for (var channel = 0; channel < data.Channels; channel++)
            {
                Interlocked.Add(ref sums[channel], local.Item2[channel]);
                Interlocked.Add(ref squares[channel], local.Item3[channel]);
            }
        });
        var pixels = (double)plane * Math.Max(1, data.Count - faults.Count);
        double[] mean = [.. sums.Select(s => s / pixels / 255)];
        double[] deviation = [.. squares.Select((s, c) => Math.Sqrt(Math.Max(0, s / pixels / 255 / 255 - mean[c] * mean[c])))];
        return new DataCheck(data.Name, data.Count, (data.Channels, data.Height, data.Width), counts, mean, deviation, [.. faults.Values.Take(Shown)], faults.Count);
    }
}
