using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Lkca.Runtime.Data;

/// <summary>Labelled pictures of one size.</summary>
public interface IImageDataset
{
    /// <summary>Name for people, for example "cifar10 train".</summary>
    string Name { get; }

    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Colour channels.</summary>
    int Channels { get; }

    /// <summary>Height in pixels.</summary>
    int Height { get; }

    /// <summary>Width in pixels.</summary>
    int Width { get; }

    /// <summary>One name per class.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Means and deviations that normalise the pixels.</summary>
    Normalization Normalization { get; }

    /// <summary>Class of an image, 0 ≤ label &lt; classes.</summary>
    int Label(int index);

    /// <summary>Copies an image's pixels, (channels, height, width), 0 to 255. Any thread may call it.</summary>
    void ReadPixels(int index, Span<byte> pixels);
}

/// <summary>What every <see cref="IImageDataset"/> can do.</summary>
public static class ImageDatasets
{
    /// <summary>Scalars of one image: channels · height · width.</summary>
    public static int ImageSize(this IImageDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Channels * data.Height * data.Width;
    }

    /// <summary>Number of classes.</summary>
    public static int Classes(this IImageDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.ClassNames.Count;
    }

    /// <summary>Copies an image as normalised numbers (channels, height, width) and returns its label.</summary>
    public static int ReadImage(this IImageDataset data, int index, Span<float> image)
    {
        ArgumentNullException.ThrowIfNull(data);
        Span<byte> pixels = data.ImageSize() <= 1 << 16 ? stackalloc byte[data.ImageSize()] : new byte[data.ImageSize()];
        data.ReadPixels(index, pixels);
        data.Normalization.Apply(pixels, image);
        return data.Label(index);
    }

    /// <summary>Checks that the pictures are what <paramref name="model"/> takes.</summary>
    /// <exception cref="InvalidInputException">Another size, or another number of classes.</exception>
    public static void RequireFits(this IImageDataset data, ModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(model);
        if ((data.Channels, data.Height, data.Width, data.Classes()) != (model.Channels, model.Height, model.Width, model.Classes))
        {
            throw new InvalidInputException($"{data.Name}: images of {data.Channels}×{data.Height}×{data.Width} in {data.Classes()} classes; "
                + $"{model.Name} takes {model.Channels}×{model.Height}×{model.Width} in {model.Classes} classes");
        }
    }

    /// <summary>A hash of all labels and pixels, or what the set has instead: equal for equal data, wherever it lies.</summary>
    public static string Fingerprint(this IImageDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data is FileDataset files)
        {
            return files.HashOfNames();
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var pixels = new byte[data.ImageSize()];
        Span<int> label = stackalloc int[1];
        for (var i = 0; i < data.Count; i++)
        {
            label[0] = data.Label(i);
            data.ReadPixels(i, pixels);
            hash.AppendData(MemoryMarshal.AsBytes(label));
            hash.AppendData(pixels);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{data.Count} images {Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8))}");
    }

    /// <summary>Classes named by their numbers.</summary>
    internal static string[] Numbered(int classes) => [.. Enumerable.Range(0, classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];
}
