using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Lkca.Runtime.Data.Images;

namespace Lkca.Runtime.Data;

/// <summary>Pictures in files of their own, decoded whenever they are read: memory does not grow with the set.</summary>
/// <param name="name">Name for people.</param>
/// <param name="size">Height and width of the pictures.</param>
/// <param name="resize">What happens to pictures of other sizes; null refuses them.</param>
/// <param name="classNames">One name per class.</param>
/// <param name="normalization">Means and deviations.</param>
/// <param name="files">Path and class of each picture.</param>
public sealed class FileDataset(string name, (int Height, int Width) size, ResizeRule? resize, IReadOnlyList<string> classNames, Normalization normalization,
    IReadOnlyList<(string Path, int Label)> files) : IImageDataset
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Count => files.Count;

    /// <inheritdoc/>
    public int Channels => 3;

    /// <inheritdoc/>
    public int Height => size.Height;

    /// <inheritdoc/>
    public int Width => size.Width;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => classNames;

    /// <inheritdoc/>
    public Normalization Normalization => normalization;

    /// <inheritdoc/>
    public int Label(int index) => files[index].Label;

    /// <summary>The file of a picture.</summary>
    public string PathOf(int index) => files[index].Path;

    /// <inheritdoc/>
    public void ReadPixels(int index, Span<byte> pixels)
    {
        var picture = ImageFile.Read(files[index].Path);
        if (resize is null && (picture.Height, picture.Width) != size)
        {
            throw InvalidInputException.In(files[index].Path, $"a picture of {picture.Height}×{picture.Width}; {size.Height}×{size.Width} is expected");
        }

        picture.FitTo(size.Height, size.Width, resize ?? default).Pixels.CopyTo(pixels);
    }

    /// <summary>A hash of the names, lengths and classes of all files and of the size: opening every file would take minutes with large sets.</summary>
    public string HashOfNames()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{size.Height}x{size.Width}\n"));
        foreach (var (path, label) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)} {new FileInfo(path).Length} {label}\n")));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{files.Count} images {Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8))}");
    }
}
