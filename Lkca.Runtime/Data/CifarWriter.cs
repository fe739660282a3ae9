using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Lkca.Runtime.Checkpoints;

namespace Lkca.Runtime.Data;

/// <summary>Writes pictures as CIFAR-10 binary files, in the order in which the reader returns them.</summary>
public static class CifarWriter
{
    /// <summary>Writes data_batch_1.bin to data_batch_5.bin, test_batch.bin and batches.meta.txt into <paramref name="directory"/>, which
    /// is made where it is absent.</summary>
    /// <exception cref="InvalidInputException">The pictures are not 3×32×32 in ten classes, or there are too few for the files.</exception>
    public static void Write(string directory, IImageDataset train, IImageDataset test)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        var format = CifarFormat.Cifar10;
        foreach (var (data, files) in new[] { (train, format.TrainFiles.Count), (test, 1) })
        {
            if ((data.Channels, data.Height, data.Width) != (3, 32, 32) || data.Classes() != format.Classes)
            {
                throw new InvalidInputException($"{data.Name}: images of {data.Channels}×{data.Height}×{data.Width} in {data.Classes()} classes; "
                    + "the cifar10 format holds 3×32×32 in 10 classes");
            }

            if (data.Count < files)
            {
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                    $"{data.Name}: {data.Count} images; at least {files} are needed to fill the files of the cifar10 format"));
            }
        }

        Directory.CreateDirectory(directory);
        for (var i = 0; i < format.TrainFiles.Count; i++)
        {
            var (first, end) = ((int)((long)train.Count * i / format.TrainFiles.Count), (int)((long)train.Count * (i + 1) / format.TrainFiles.Count));
            WriteRecords(Path.Combine(directory, format.TrainFiles[i]), train, first, end);
        }

        WriteRecords(Path.Combine(directory, format.TestFile), test, 0, test.Count);
        AtomicFile.Write(Path.Combine(directory, format.NamesFile), stream =>
        {
            using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            train.ClassNames.ToList().ForEach(text.WriteLine);
        });
    }

    private static void WriteRecords(string path, IImageDataset data, int first, int end) => AtomicFile.Write(path, stream =>
    {
        var record = new byte[CifarFormat.Cifar10.RecordBytes];
        for (var i = first; i < end; i++)
        {
            record[0] = (byte)data.Label(i);
            data.ReadPixels(i, record.AsSpan(1));
            stream.Write(record);
        }
    });
}
