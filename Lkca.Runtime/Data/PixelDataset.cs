using System;
using System.Collections.Generic;

namespace Lkca.Runtime.Data;

/// <summary>A set that lies in memory as bytes.</summary>
/// <param name="name">Name for people.</param>
/// <param name="shape">Channels, height, width.</param>
/// <param name="classNames">One name per class.</param>
/// <param name="normalization">Means and deviations.</param>
/// <param name="labels">One label per image.</param>
/// <param name="content">(images, channels, height, width).</param>
public sealed class PixelDataset(string name, (int Channels, int Height, int Width) shape, IReadOnlyList<string> classNames, Normalization normalization,
    int[] labels, byte[] content) : IImageDataset
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Count => labels.Length;

    /// <inheritdoc/>
    public int Channels => shape.Channels;

    /// <inheritdoc/>
    public int Height => shape.Height;

    /// <inheritdoc/>
    public int Width => shape.Width;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => classNames;

    /// <inheritdoc/>
    public Normalization Normalization => normalization;

    /// <inheritdoc/>
    public int Label(int index) => labels[index];

    /// <inheritdoc/>
    public void ReadPixels(int index, Span<byte> pixels)
    {
        var size = this.ImageSize();
        content.AsSpan(checked(index * size), size).CopyTo(pixels);
    }
}
