using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lkca.Runtime.Data.Images;

namespace Lkca.Runtime.Data;

/// <summary>Pictures in a folder per class: DIR/train/CLASS/*, DIR/test/CLASS/* (or val). Classes are numbered in the ordinal order of their names, as PyTorch's ImageFolder does.</summary>
public static class ImageFolders
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];

    /// <summary>ImageNet's means and deviations: what such sets are usually normalised by.</summary>
    public static Normalization Normalization { get; } = new([.485, .456, .406], [.229, .224, .225]);

    /// <summary>Finds the pictures of a part; they are decoded when they are read.</summary>
    /// <param name="directory">The folder that holds train and test or val.</param>
    /// <param name="train">The training pictures.</param>
    /// <param name="size">Height and width that pictures of other sizes are brought to; null takes the size of the first training picture and refuses others.</param>
    /// <param name="resize">How they are brought to it.</param>
    /// <exception cref="InvalidInputException">A folder is missing or empty, or the test part has a class that the training part lacks.</exception>
    public static FileDataset ReadSplit(string directory, bool train, (int Height, int Width)? size, ResizeRule resize = ResizeRule.Cover)
    {
        var classes = Classes(Part(directory, true));
        if (classes.Length < 2)
        {
            throw InvalidInputException.In(Part(directory, true), $"{classes.Length} class folders; two or more are expected");
        }

        var part = Part(directory, train);
        var unknown = Classes(part).Except(classes).FirstOrDefault();
        if (unknown is not null)
        {
            throw InvalidInputException.In(part, $"the class folder {InvalidInputException.Quote(unknown)} has no counterpart in train");
        }

        var files = Files(part, classes);
        var first = size ?? SizeOf(Files(Part(directory, true), classes)[0].Path);
        return new FileDataset($"{Path.GetFileName(Path.TrimEndingDirectorySeparator(directory))} {(train ? "train" : "test")}", first, size is null ? null : resize, classes, Normalization, files);
    }

    /// <summary>The picture files below a folder, in ordinal order.</summary>
    internal static string[] PicturesIn(string folder) => [.. Directory.EnumerateFiles(folder)
        .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];

    private static string[] Classes(string part) => [.. Directory.EnumerateDirectories(part).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    private static (string Path, int Label)[] Files(string part, string[] classes)
    {
        (string, int)[] files = [.. classes.Select((name, label) => (Folder: Path.Combine(part, name), Label: label)).Where(c => Directory.Exists(c.Folder))
            .SelectMany(c => PicturesIn(c.Folder), (c, file) => (file, c.Label))];
        return files.Length > 0 ? files : throw InvalidInputException.In(part, $"no pictures in the class folders; files that end in {string.Join(", ", Endings)} are expected");
    }

    private static string Part(string directory, bool train)
    {
        if (!Directory.Exists(directory))
        {
            throw InvalidInputException.In(directory, "there is no such folder; a folder that holds train and test (or val), with a folder per class in each, is expected");
        }

        string[] names = train ? ["train"] : ["test", "val"];
        return names.Select(name => Path.Combine(directory, name)).FirstOrDefault(Directory.Exists)
            ?? throw InvalidInputException.In(directory, $"no folder {string.Join(" or ", names)} in it");
    }

    private static (int Height, int Width) SizeOf(string path)
    {
        var picture = ImageFile.Read(path);
        return (picture.Height, picture.Width);
    }
}
