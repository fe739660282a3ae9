using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Lkca.Runtime.Data;

/// <summary>Tiny-ImageNet as it is distributed: wnids.txt, words.txt, train/ID/images/*.JPEG, val/images/*.JPEG with val/val_annotations.txt; 64×64. The validation part is the test part:
/// the distributed test part has no labels. Classes are numbered in the ordinal order of their ids.</summary>
public static class TinyImageNet
{
    private const int Side = 64;
    private const string Folder = "tiny-imagenet-200";

    /// <summary>Means and deviations of the set.</summary>
    public static Normalization Normalization { get; } = new([.4802, .4481, .3975], [.2770, .2691, .2821]);

    /// <summary>Finds the pictures of a part; they are decoded when they are read.</summary>
    /// <exception cref="InvalidInputException">A file or folder is missing, or a line of the annotations is not what is expected; the message says which.</exception>
    public static FileDataset ReadSplit(string directory, bool train)
    {
        if (!Directory.Exists(directory))
        {
            throw InvalidInputException.In(directory, "there is no such folder; the folder of Tiny-ImageNet (wnids.txt, train, val) is expected");
        }

        var inner = Path.Combine(directory, Folder);
        var root = !File.Exists(Path.Combine(directory, "wnids.txt")) && Directory.Exists(inner) ? inner : directory;
        string[] ids = [.. Lines(Path.Combine(root, "wnids.txt")).Select(l => l.Trim()).Where(l => l.Length > 0).Order(StringComparer.Ordinal)];
        if (ids.Length < 2 || ids.Distinct(StringComparer.Ordinal).Count() != ids.Length)
        {
            throw InvalidInputException.In(Path.Combine(root, "wnids.txt"), $"{ids.Length} class ids, {ids.Distinct(StringComparer.Ordinal).Count()} of them different; one id per line, each once, is expected");
        }

        return new FileDataset($"tiny-imagenet {(train ? "train" : "val")}", (Side, Side), resize: null, Names(root, ids), Normalization, train ? Training(root, ids) : Validation(root, ids));
    }

    private static (string, int)[] Training(string root, string[] ids) => [.. ids.SelectMany((id, label) =>
    {
        var folder = Path.Combine(root, "train", id, "images");
        var files = Directory.Exists(folder) ? ImageFolders.PicturesIn(folder) : throw InvalidInputException.In(folder, "there is no such folder; wnids.txt names the class");
        return files.Length > 0 ? files.Select(file => (file, label)) : throw InvalidInputException.In(folder, "no .JPEG files in it");
    })];

    private static (string, int)[] Validation(string root, string[] ids)
    {
        var path = Path.Combine(root, "val", "val_annotations.txt");
        var files = new List<(string, int)>();
        foreach (var (line, number) in Lines(path).Select((line, i) => (line, i + 1)).Where(l => l.line.Length > 0))
        {
            var fields = line.Split('\t');
            var label = fields.Length >= 2 ? Array.BinarySearch(ids, fields[1], StringComparer.Ordinal) : -1;
            if (fields.Length < 2 || label < 0)
            {
                throw InvalidInputException.In(path, $"line {number} is {InvalidInputException.Quote(line)}; a file name, a tab and a class id of wnids.txt are expected");
            }

            files.Add((Path.Combine(root, "val", "images", fields[0]), label));
        }

        return files.Count > 0 ? [.. files] : throw InvalidInputException.In(path, "no lines in it");
    }

    /// <summary>The first word of words.txt for each id, or the ids.</summary>
    private static string[] Names(string root, string[] ids)
    {
        var path = Path.Combine(root, "words.txt");
        var words = File.Exists(path) ? File.ReadLines(path).Select(l => l.Split('\t')).Where(f => f.Length >= 2)
            .GroupBy(f => f[0], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First()[1].Split(',')[0].Trim(), StringComparer.Ordinal) : [];
        return [.. ids.Select(id => words.GetValueOrDefault(id, id))];
    }

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : throw InvalidInputException.In(path, "there is no such file; it belongs to Tiny-ImageNet");
}
