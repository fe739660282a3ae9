using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Lkca.Runtime.Data;

/// <summary>The binary distribution format of CIFAR-10 and CIFAR-100: records of one label byte (CIFAR-10) or a coarse and a fine one (CIFAR-100),
/// then 3072 pixels: 1024 red, 1024 green, 1024 blue, row by row. Nothing else is in the files.</summary>
public sealed record CifarFormat
{
    private CifarFormat(string name, string folder, int classes, int coarseClasses, string[] trainFiles, string testFile, string namesFile,
        Normalization normalization)
    {
        (Name, Folder, Classes, CoarseClasses) = (name, folder, classes, coarseClasses);
        (TrainFiles, TestFile, NamesFile, Normalization) = (trainFiles, testFile, namesFile, normalization);
    }

    /// <summary>CIFAR-10: data_batch_1.bin to data_batch_5.bin and test_batch.bin, as unpacked into cifar-10-batches-bin.</summary>
    public static CifarFormat Cifar10 { get; } = new("cifar10", "cifar-10-batches-bin", 10, 0,
        [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")], "test_batch.bin", "batches.meta.txt", Normalization.Cifar10);

    /// <summary>CIFAR-100: train.bin and test.bin, as unpacked into cifar-100-binary. The fine label is the class.</summary>
    public static CifarFormat Cifar100 { get; } = new("cifar100", "cifar-100-binary", 100, 20, ["train.bin"], "test.bin",
        "fine_label_names.txt", Normalization.Cifar100);

    /// <summary>Name in a data specification.</summary>
    public string Name { get; }

    /// <summary>Folder that the distributed archive unpacks into.</summary>
    public string Folder { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Number of coarse classes; 0 where records have no coarse label.</summary>
    public int CoarseClasses { get; }

    /// <summary>Files of the training images, in order.</summary>
    public IReadOnlyList<string> TrainFiles { get; }

    /// <summary>File of the test images.</summary>
    public string TestFile { get; }

    /// <summary>Text file with one class name per line; it may be absent.</summary>
    public string NamesFile { get; }

    /// <summary>Means and deviations of the set.</summary>
    public Normalization Normalization { get; }

    /// <summary>Label bytes before the pixels.</summary>
    public int LabelBytes => CoarseClasses > 0 ? 2 : 1;

    /// <summary>Bytes of one record.</summary>
    public int RecordBytes => LabelBytes + PixelBytes;

    /// <summary>Bytes of one picture: 3 × 32 × 32.</summary>
    public static int PixelBytes => 3 * 32 * 32;

    /// <summary>Reads the training or test images below <paramref name="directory"/>, or below its subfolder of the usual name.</summary>
    /// <exception cref="InvalidInputException">A file is missing, short or foreign; the message names file, record or byte, and what was expected.</exception>
    public PixelDataset ReadSplit(string directory, bool train)
    {
        var folder = FolderOf(directory);
        string[] files = train ? [.. TrainFiles] : [TestFile];
        return ReadFiles([.. files.Select(f => Path.Combine(folder, f))], $"{Name} {(train ? "train" : "test")}", ReadNames(folder));
    }

    /// <summary>Reads record files one after another.</summary>
    /// <exception cref="InvalidInputException">As for <see cref="ReadSplit"/>.</exception>
    public PixelDataset ReadFiles(IReadOnlyList<string> paths, string name, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var records = paths.Select(RecordCount).ToArray();
        var total = records.Sum();
        if (total > int.MaxValue / PixelBytes)
        {
            throw InvalidInputException.In(paths[0], $"{total} records; at most {int.MaxValue / PixelBytes} can be read");
        }

        var labels = new int[total];
        var pixels = new byte[total * PixelBytes];
        var at = 0;
        foreach (var (path, count) in paths.Zip(records))
        {
            ReadFile(path, labels.AsSpan(at, (int)count), pixels.AsSpan(at * PixelBytes));
            at += (int)count;
        }

        return new PixelDataset(name, (3, 32, 32), classNames, Normalization, labels, pixels);
    }

    private void ReadFile(string path, Span<int> labels, Span<byte> pixels)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        Span<byte> label = stackalloc byte[2];
        for (var i = 0; i < labels.Length; i++)
        {
            try
            {
                stream.ReadExactly(label[..LabelBytes]);
                stream.ReadExactly(pixels.Slice(i * PixelBytes, PixelBytes));
            }
            catch (EndOfStreamException e)
            {
                throw new InvalidInputException($"{path}: the file ends inside record {i} although it was longer when it was opened", e);
            }

            RequireLabel(path, i, 0, label[0], CoarseClasses > 0 ? CoarseClasses : Classes, CoarseClasses > 0 ? "coarse label" : "label");
            if (CoarseClasses > 0)
            {
                RequireLabel(path, i, 1, label[1], Classes, "fine label");
            }

            labels[i] = label[LabelBytes - 1];
        }
    }

    private void RequireLabel(string path, int record, int offset, byte label, int classes, string what)
    {
        if (label >= classes)
        {
            throw InvalidInputException.In(path, $"record {record} (byte {(long)record * RecordBytes + offset}) has the {what} {label}; "
                + $"0 to {classes - 1} is expected in a {Name} file");
        }
    }

    private long RecordCount(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw InvalidInputException.In(path, $"there is no such file; the {Name} binary files are {string.Join(", ", TrainFiles)} and {TestFile}");
        }

        if (file.Length == 0 || file.Length % RecordBytes != 0)
        {
            throw InvalidInputException.In(path, $"{file.Length} bytes, that is {file.Length / RecordBytes} records and {file.Length % RecordBytes} bytes; "
                + $"whole {Name} records of {RecordBytes} bytes are expected");
        }

        return file.Length / RecordBytes;
    }

    private string FolderOf(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw InvalidInputException.In(directory, $"there is no such folder; the folder of the {Name} binary files ({TestFile} and others) is expected");
        }

        var usual = Path.Combine(directory, Folder);
        return !File.Exists(Path.Combine(directory, TestFile)) && Directory.Exists(usual) ? usual : directory;
    }

    private IReadOnlyList<string> ReadNames(string folder)
    {
        var path = Path.Combine(folder, NamesFile);
        var names = File.Exists(path) ? [.. File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0).Take(Classes + 1)] : Array.Empty<string>();
        return names.Length == Classes ? names : DefaultNames;
    }

    /// <summary>The class names where the files bring none: CIFAR-10's own, or numbers.</summary>
    public IReadOnlyList<string> DefaultNames => Classes == 10
        ? ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
        : ImageDatasets.Numbered(Classes);
}
