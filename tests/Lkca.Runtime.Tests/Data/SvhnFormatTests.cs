using System;
using System.IO;
using System.Linq;
using Lkca.Runtime.Data;
using Lkca.Runtime.Data.Images;
using Xunit;

namespace Lkca.Tests.Data;

/// <summary>SVHN files as SciPy writes them (tests/reference/svhn.py), and every kind of damage.</summary>
public sealed class SvhnFormatTests : IDisposable
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "golden", "svhn");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ImagesAndLabelsAreThoseThatSciPyWrote()
    {
        var data = SvhnFormat.ReadSplit(Golden, train: true, extra: false);
        Assert.Equal([1, 0, 9, 5], Enumerable.Range(0, data.Count).Select(data.Label));
        RequireImages(data, [0, 1, 2, 3]);
        var test = SvhnFormat.ReadSplit(Golden, train: false, extra: false);
        Assert.Equal([0, 3], Enumerable.Range(0, test.Count).Select(test.Label));
        RequireImages(test, [0, 1]);
    }

    [Fact]
    public void ExtraImagesFollow()
    {
        var data = DataSpec.Parse($"svhn:{Golden},extra").Train();
        Assert.Equal([1, 0, 9, 5, 7], Enumerable.Range(0, data.Count).Select(data.Label));
        RequireImages(data, [0, 1, 2, 3, 2]);
    }

    [Theory]
    [InlineData("train_32x32.mat")]
    [InlineData("test_32x32.mat")]
    public void CutFilesAreRefused(string name)
    {
        var whole = File.ReadAllBytes(Path.Combine(Golden, name));
        for (var length = 0; length < whole.Length - 8; length += 97)
        {
            Refused(whole[..length], "");
        }
    }

    [Fact]
    public void FlippedBytesOfCompressedVariablesAreNoticed()
    {
        var whole = File.ReadAllBytes(Path.Combine(Golden, "train_32x32.mat"));
        for (var at = 140; at < 1200; at += 41)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x20;
            Refused(damaged, "");
        }
    }

    [Fact]
    public void ForeignFilesAreRefused()
    {
        Refused(new byte[500], "not a MATLAB level-5 file");
        var big = File.ReadAllBytes(Path.Combine(Golden, "train_32x32.mat"));
        (big[126], big[127]) = (big[127], big[126]);
        Refused(big, "a big-endian MATLAB file");
    }

    [Fact]
    public void WrongLabelsAreNamedByTheirImage()
    {
        var content = File.ReadAllBytes(Path.Combine(Golden, "test_32x32.mat"));
        var at = content.AsSpan().LastIndexOf(BitConverter.GetBytes(3.0));
        if (at >= 0)
        {
            BitConverter.GetBytes(11.0).CopyTo(content, at);
            Refused(content, "image 1 has the label 11; 1 to 10 is expected");
        }
        else
        {
            content[content.AsSpan().LastIndexOf((byte)3)] = 11; // SciPy stored the doubles as bytes
            Refused(content, "image 1 has the label 11; 1 to 10 is expected");
        }
    }

    [Fact]
    public void MissingFilesAndFoldersAreNamed()
    {
        Assert.Contains("train_32x32.mat: there is no such file", Assert.Throws<InvalidInputException>(() =>
            SvhnFormat.ReadSplit(_folder.Path, true, false)).Message, StringComparison.Ordinal);
        Assert.Contains("there is no such folder", Assert.Throws<InvalidInputException>(() =>
            SvhnFormat.ReadSplit(_folder.At("x"), true, false)).Message, StringComparison.Ordinal);
    }

    private void Refused(byte[] content, string message)
    {
        File.WriteAllBytes(_folder.At("test_32x32.mat"), content);
        var error = Assert.Throws<InvalidInputException>(() => SvhnFormat.ReadSplit(_folder.Path, train: false, extra: false));
        Assert.Contains("test_32x32.mat: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static void RequireImages(IImageDataset data, int[] images)
    {
        var expected = File.ReadAllBytes(Path.Combine(Golden, "train.rgb"));
        var pixels = new byte[3072];
        for (var i = 0; i < images.Length; i++)
        {
            data.ReadPixels(i, pixels);
            Assert.Equal(Picture.FromInterleaved(32, 32, expected.AsSpan(images[i] * 3072, 3072)).Pixels, pixels);
        }
    }
}
