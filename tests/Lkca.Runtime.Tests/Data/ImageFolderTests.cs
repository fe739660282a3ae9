using System;
using System.IO;
using System.Linq;
using Lkca.Runtime.Data;
using Lkca.Runtime.Data.Images;
using Lkca.Tests.Data.Images;
using Xunit;

namespace Lkca.Tests.Data;

/// <summary>Tiny-ImageNet's layout and folders of classes. The pictures are PNG: what a file is, its content says.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TinyImageNetIsReadWithLabelsInTheOrderOfTheIds()
    {
        MakeTinyImageNet();
        var spec = DataSpec.Parse($"tiny-imagenet:{_folder.Path}");
        var (train, test) = (spec.Train(), spec.Test());
        Assert.Equal((4, 3, 3, 64, 64), (train.Count, test.Count, train.Channels, train.Height, train.Width));
        Assert.Equal(["goldfish", "n02"], train.ClassNames);
        Assert.Equal([0, 0, 1, 1], Enumerable.Range(0, 4).Select(train.Label));
        Assert.Equal([1, 0, 1], Enumerable.Range(0, 3).Select(test.Label));
        var pixels = new byte[train.ImageSize()];
        test.ReadPixels(2, pixels);
        Assert.Equal(GoldenImages.Expected("64.png", 64, 64).Pixels, pixels);
        Assert.NotEqual(train.Fingerprint(), test.Fingerprint());
        Assert.Equal(train.Fingerprint(), spec.Train().Fingerprint());
    }

    [JpegFact]
    public void TinyImageNetsJpegsAreDecoded()
    {
        MakeTinyImageNet();
        File.WriteAllBytes(_folder.At("val", "images", "val_0.JPEG"), GoldenImages.Bytes("64.jpg"));
        var pixels = new byte[3 * 64 * 64];
        TinyImageNet.ReadSplit(_folder.Path, train: false).ReadPixels(0, pixels);
        Assert.InRange(pixels.Zip(GoldenImages.Expected("64.jpg", 64, 64).Pixels).Max(p => Math.Abs(p.First - p.Second)), 0, 1);
    }

    [Fact]
    public void WrongLinesFilesAndSizesAreNamed()
    {
        MakeTinyImageNet();
        File.AppendAllText(_folder.At("val", "val_annotations.txt"), "val_9.JPEG\tn77\n");
        Assert.Contains("val_annotations.txt: line 4 is", Fault(() => TinyImageNet.ReadSplit(_folder.Path, false)), StringComparison.Ordinal);
        File.WriteAllBytes(_folder.At("train", "n02", "images", "n02_0.JPEG"), GoldenImages.Bytes("pillow.png"));
        var train = TinyImageNet.ReadSplit(_folder.Path, true);
        Assert.Contains("n02_0.JPEG: a picture of 19×27; 64×64 is expected", Fault(() => train.ReadPixels(2, new byte[3 * 64 * 64])), StringComparison.Ordinal);
        var check = DataCheck.Of(train);
        Assert.Equal((1, 4), (check.FaultCount, check.Count));
        Assert.Contains("n02_0.JPEG", Assert.Single(check.Faults), StringComparison.Ordinal);
        File.Delete(_folder.At("wnids.txt"));
        Assert.Contains("wnids.txt: there is no such file", Fault(() => TinyImageNet.ReadSplit(_folder.Path, true)), StringComparison.Ordinal);
    }

    [Fact]
    public void FoldersOfClassesAreReadAndScaledWhereASizeIsStated()
    {
        Put("64.png", "train", "dog", "1.png");
        Put("64.png", "train", "cat", "1.png");
        Put("64.png", "val", "dog", "x.PNG");
        var spec = DataSpec.Parse($"folder:{_folder.Path}");
        Assert.Equal((2, 1, 64, 64), (spec.Train().Count, spec.Test().Count, spec.Train().Height, spec.Train().Width));
        Assert.Equal(["cat", "dog"], spec.Train().ClassNames);
        Assert.Equal(1, spec.Test().Label(0));
        var small = DataSpec.Parse($"folder:{_folder.Path},size=16").Test();
        var pixels = new byte[small.ImageSize()];
        small.ReadPixels(0, pixels);
        Assert.Equal(3 * 16 * 16, pixels.Length);
        Put("pillow.png", "val", "dog", "wide.png"); // 19×27
        var fitted = Enum.GetValues<ResizeRule>().Select(rule =>
        {
            DataSpec.Parse($"folder:{_folder.Path},size=16").Test(rule).ReadPixels(0, pixels);
            return Convert.ToHexString(pixels);
        });
        Assert.Equal(3, fitted.Distinct().Count());
        Put("64.png", "val", "cow", "1.png");
        Assert.Contains("the class folder \"cow\"", Fault(() => spec.Test()), StringComparison.Ordinal);
    }

    [Fact]
    public void ACheckCountsAndMeasures()
    {
        var data = SyntheticImages.Draw(40, 1, train: true);
        var check = DataCheck.Of(data);
        Assert.Equal(Enumerable.Repeat(4, 10), check.ClassCounts);
        var all = new byte[40 * 3072];
        for (var i = 0; i < 40; i++)
        {
            data.ReadPixels(i, all.AsSpan(i * 3072, 3072));
        }

        double[] red = [.. Enumerable.Range(0, 40).SelectMany(i => all.Skip(i * 3072).Take(1024)).Select(v => v / 255.0)];
        Assert.Equal(red.Average(), check.Mean[0], 1e-9);
        Assert.Equal(Math.Sqrt(red.Average(v => v * v) - red.Average() * red.Average()), check.Deviation[0], 1e-9);
    }

    private static string Fault(Action action) => Assert.Throws<InvalidInputException>(action).Message;

    private void MakeTinyImageNet()
    {
        Directory.CreateDirectory(_folder.At("val", "images"));
        File.WriteAllText(_folder.At("wnids.txt"), "n02\nn01\n");
        File.WriteAllText(_folder.At("words.txt"), "n01\tgoldfish, Carassius auratus\nn99\tother\n");
        File.WriteAllText(_folder.At("val", "val_annotations.txt"), "val_0.JPEG\tn02\t0\t32\t44\t62\nval_1.JPEG\tn01\t1\t1\t2\t2\nval_2.JPEG\tn02\t1\t1\t2\t2\n");
        foreach (var id in new[] { "n01", "n02" })
        {
            Put("64.png", "train", id, "images", $"{id}_0.JPEG");
            Put("64.png", "train", id, "images", $"{id}_1.JPEG");
        }

        for (var i = 0; i < 3; i++)
        {
            Put("64.png", "val", "images", $"val_{i}.JPEG");
        }
    }

    private void Put(string image, params string[] path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(path))!);
        File.WriteAllBytes(_folder.At(path), GoldenImages.Bytes(image));
    }
}
