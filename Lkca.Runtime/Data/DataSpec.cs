using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Lkca.Runtime.Data.Images;

namespace Lkca.Runtime.Data;

/// <summary>What the word after <c>--data</c> means: <c>synthetic[:train=N,test=N,seed=S]</c>, <c>cifar10:DIR</c>, <c>cifar100:DIR</c>, <c>svhn:DIR[,extra]</c>,
/// <c>tiny-imagenet:DIR</c> or <c>folder:DIR[,size=N]</c>.</summary>
public sealed class DataSpec
{
    /// <summary>The specifications that can be read, for help and errors.</summary>
    public const string Known = "synthetic[:train=N,test=N,seed=S], cifar10:DIR, cifar100:DIR, svhn:DIR[,extra], tiny-imagenet:DIR, folder:DIR[,size=N]";

    private readonly Func<bool, ResizeRule, IImageDataset> _read;

    private DataSpec(string text, Func<bool, ResizeRule, IImageDataset> read) => (Text, _read) = (text, read);

    /// <summary>The specification with the full path of its folder: it means the same from anywhere on this machine.</summary>
    public string Text { get; }

    /// <summary>Reads or draws the training images; <paramref name="resize"/> is what a recipe says of pictures of other sizes than the one stated.</summary>
    /// <exception cref="InvalidInputException">A file is missing, short or foreign.</exception>
    public IImageDataset Train(ResizeRule resize = ResizeRule.Cover) => _read(true, resize);

    /// <summary>Reads or draws the test images, as <see cref="Train"/> does.</summary>
    /// <exception cref="InvalidInputException">A file is missing, short or foreign.</exception>
    public IImageDataset Test(ResizeRule resize = ResizeRule.Cover) => _read(false, resize);

    /// <summary>Reads a specification; files are opened later.</summary>
    /// <exception cref="InvalidInputException">Not one of <see cref="Known"/>.</exception>
    public static DataSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (name, rest) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        return name switch
        {
            "synthetic" => Synthetic(text, rest, colon >= 0),
            "cifar10" => Cifar(text, rest, CifarFormat.Cifar10),
            "cifar100" => Cifar(text, rest, CifarFormat.Cifar100),
            "svhn" => Svhn(text, rest),
            "tiny-imagenet" => InFolder(text, name, rest, "", (train, _) => TinyImageNet.ReadSplit(rest, train)),
            "folder" => Folder(text, rest),
            _ => throw new InvalidInputException($"data {InvalidInputException.Quote(text)}: no such kind of data; {Known} are expected"),
        };
    }

    private static DataSpec Cifar(string text, string directory, CifarFormat format) =>
        InFolder(text, format.Name, directory, "", (train, _) => format.ReadSplit(directory, train));

    private static DataSpec Svhn(string text, string rest)
    {
        const string Extra = ",extra";
        var extra = rest.EndsWith(Extra, StringComparison.Ordinal);
        var directory = extra ? rest[..^Extra.Length] : rest;
        return InFolder(text, "svhn", directory, extra ? Extra : "", (train, _) => SvhnFormat.ReadSplit(directory, train, extra));
    }

    private static DataSpec Folder(string text, string rest)
    {
        const string Size = ",size=";
        var at = rest.LastIndexOf(Size, StringComparison.Ordinal);
        if (at < 0)
        {
            return InFolder(text, "folder", rest, "", (train, _) => ImageFolders.ReadSplit(rest, train, null));
        }

        var (directory, stated) = (rest[..at], rest[(at + Size.Length)..]);
        return int.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= 4096
            ? InFolder(text, "folder", directory, Size + stated, (train, resize) => ImageFolders.ReadSplit(directory, train, (size, size), resize))
            : throw new InvalidInputException($"data {InvalidInputException.Quote(text)}: size={stated}; a whole number from 1 to 4096 is expected");
    }

    private static DataSpec InFolder(string text, string name, string directory, string options, Func<bool, ResizeRule, IImageDataset> read) => directory.Length > 0
        ? new DataSpec($"{name}:{Path.GetFullPath(directory)}{options}", read)
        : throw new InvalidInputException($"data {InvalidInputException.Quote(text)}: the folder is missing; {name}:DIR is expected");

    private static DataSpec Synthetic(string text, string rest, bool colon)
    {
        var values = new Dictionary<string, ulong>(StringComparer.Ordinal) { ["train"] = 5000, ["test"] = 1000, ["seed"] = 0 };
        var stated = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in colon ? rest.Split(',') : [])
        {
            var pair = part.Split('=');
            if (pair.Length != 2 || !values.ContainsKey(pair[0]) || !stated.Add(pair[0]))
            {
                throw Wrong($"{InvalidInputException.Quote(part)} is not train=N, test=N or seed=S, each at most once");
            }

            if (!ulong.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                throw Wrong($"{InvalidInputException.Quote(pair[1])} is not a whole number");
            }

            values[pair[0]] = value;
        }

        if (values.FirstOrDefault(v => v.Key != "seed" && v.Value is < 1 or > 500_000) is { Key: { } key, Value: var count })
        {
            throw Wrong($"{key}={count}; 1 to 500000 images are expected");
        }

        var (trainCount, testCount, seed) = ((int)values["train"], (int)values["test"], values["seed"]);
        return new DataSpec(text, (train, _) => SyntheticImages.Draw(train ? trainCount : testCount, seed, train));

        InvalidInputException Wrong(string what) => new($"data {InvalidInputException.Quote(text)}: {what}");
    }
}
