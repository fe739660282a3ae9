using System;
using System.Collections.Generic;

namespace Lkca.Runtime.Data;

/// <summary>Turns pixels into network input: (p/255 − mean)/deviation per channel, through a table of 256 values each.</summary>
public sealed class Normalization
{
    private readonly float[] _table;

    /// <summary>One mean and one deviation per channel, for pixels scaled to [0, 1].</summary>
    /// <exception cref="ArgumentException">Unequal numbers of means and deviations, or a deviation that is not positive.</exception>
    public Normalization(IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        if (mean.Count != deviation.Count)
        {
            throw new ArgumentException($"{mean.Count} means and {deviation.Count} deviations; one of each per channel is expected.", nameof(deviation));
        }

        (Mean, Deviation) = (mean, deviation);
        _table = new float[256 * mean.Count];
        for (var i = 0; i < _table.Length; i++)
        {
            if (!(deviation[i / 256] > 0))
            {
                throw new ArgumentException($"Deviation {deviation[i / 256]} is not positive.", nameof(deviation));
            }

            _table[i] = (float)((i % 256 / 255.0 - mean[i / 256]) / deviation[i / 256]);
        }
    }

    /// <summary>CIFAR-10's.</summary>
    public static Normalization Cifar10 { get; } = new([.4914, .4822, .4465], [.2470, .2435, .2616]);

    /// <summary>CIFAR-100's.</summary>
    public static Normalization Cifar100 { get; } = new([.5070, .4865, .4409], [.2673, .2564, .2762]);

    /// <summary>Mean per channel.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Deviation per channel.</summary>
    public IReadOnlyList<double> Deviation { get; }

    /// <summary>The 256 values of one channel, by pixel.</summary>
    public ReadOnlySpan<float> Channel(int channel) => _table.AsSpan(256 * channel, 256);

    /// <summary>Normalises one image (channels, height, width).</summary>
    /// <exception cref="ArgumentException">The lengths differ, or are no multiple of the number of channels.</exception>
    public void Apply(ReadOnlySpan<byte> pixels, Span<float> image)
    {
        if (pixels.Length != image.Length || pixels.Length % Mean.Count != 0)
        {
            throw new ArgumentException($"{pixels.Length} pixels into {image.Length} numbers of {Mean.Count} channels.", nameof(image));
        }

        var plane = pixels.Length / Mean.Count;
        for (var channel = 0; channel < Mean.Count; channel++)
        {
            var table = Channel(channel);
            var to = image.Slice(channel * plane, plane);
            var from = pixels.Slice(channel * plane, plane);
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = table[from[i]];
            }
        }
    }
}
