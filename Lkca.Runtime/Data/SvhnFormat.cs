using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Lkca.Runtime.Data.Matlab;

namespace Lkca.Runtime.Data;

/// <summary>Street View House Numbers, format 2: MATLAB files with X (32, 32, 3, images) of bytes, columns first, and y (images, 1), where 10 stands for the digit 0.</summary>
public static class SvhnFormat
{
    private const int Side = 32;

    /// <summary>Means and deviations of the set.</summary>
    public static Normalization Normalization { get; } = new([.4377, .4438, .4728], [.1980, .2010, .1970]);

    /// <summary>Reads train_32x32.mat, with <paramref name="extra"/> also extra_32x32.mat behind it, or test_32x32.mat.</summary>
    /// <exception cref="InvalidInputException">A file is missing, damaged or foreign; the message names file, byte or image, and what was expected.</exception>
    public static PixelDataset ReadSplit(string directory, bool train, bool extra)
    {
        if (!Directory.Exists(directory))
        {
            throw InvalidInputException.In(directory, "there is no such folder; the folder of SVHN's train_32x32.mat and test_32x32.mat is expected");
        }

        string[] files = !train ? ["test_32x32.mat"] : extra ? ["train_32x32.mat", "extra_32x32.mat"] : ["train_32x32.mat"];
        var parts = files.Select(file => ReadFile(Path.Combine(directory, file))).ToArray();
        var pixels = parts.Length == 1 ? parts[0].Pixels : [.. parts[0].Pixels, .. parts[1].Pixels];
        return new PixelDataset($"svhn {(train ? "train" : "test")}{(extra && train ? " with extra" : "")}", (3, Side, Side), ImageDatasets.Numbered(10), Normalization,
            [.. parts.SelectMany(p => p.Labels)], pixels);
    }

    private static (int[] Labels, byte[] Pixels) ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            throw InvalidInputException.In(path, "there is no such file; the SVHN files of format 2 are train_32x32.mat, test_32x32.mat and extra_32x32.mat");
        }

        var arrays = MatFile.Read(path, "X", "y");
        var (images, labels) = (arrays["X"], arrays["y"]);
        if (!images.IsBytes || images.Shape is not [Side, Side, 3, > 0])
        {
            throw InvalidInputException.In(path, $"X is {(images.IsBytes ? "" : "not of bytes, ")}{string.Join('×', images.Shape)}; 32×32×3×images of bytes is expected");
        }

        var count = images.Shape[3];
        if (labels.Values.Length != count)
        {
            throw InvalidInputException.In(path, $"y has {labels.Values.Length} labels for {count} images");
        }

        return (Labels(labels.Values, path), RowsFirst(images.Values, count));
    }

    private static int[] Labels(byte[] values, string path)
    {
        var labels = new int[values.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = values[i] is >= 1 and <= 10 ? values[i] % 10
                : throw InvalidInputException.In(path, $"image {i} has the label {values[i]}; 1 to 10 is expected (10 is the digit 0)");
        }

        return labels;
    }

    /// <summary>(column, row) to (row, column) in every plane, in place.</summary>
    private static byte[] RowsFirst(byte[] values, int count)
    {
        Parallel.For(0, 3 * count, plane =>
        {
            var at = values.AsSpan(plane * Side * Side, Side * Side);
            for (var y = 0; y < Side; y++)
            {
                for (var x = y + 1; x < Side; x++)
                {
                    (at[y * Side + x], at[x * Side + y]) = (at[x * Side + y], at[y * Side + x]);
                }
            }
        });
        return values;
    }
}
