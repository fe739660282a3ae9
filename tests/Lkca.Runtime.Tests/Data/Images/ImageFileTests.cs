using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Lkca.Runtime.Data;
using Lkca.Runtime.Data.Images;
using Xunit;

namespace Lkca.Tests.Data.Images;

/// <summary>Decoded pixels are Pillow's, to the byte; damaged and foreign files are refused in one line that names the file.</summary>
public sealed class ImageFileTests
{
    [Theory]
    [InlineData("pillow.png")]
    [InlineData("pillow-palette.png")]
    [InlineData("rgb8.png")]
    [InlineData("rgb8-adam7.png")]
    [InlineData("rgb16.png")]
    [InlineData("rgba8.png")]
    [InlineData("rgba8-adam7.png")]
    [InlineData("grey-alpha8.png")]
    [InlineData("grey-alpha8-adam7.png")]
    [InlineData("palette4.png")]
    [InlineData("palette4-adam7.png")]
    [InlineData("grey1.png")]
    [InlineData("grey1-adam7.png")]
    [InlineData("grey2.png")]
    [InlineData("grey2-adam7.png")]
    [InlineData("grey4.png")]
    [InlineData("grey4-adam7.png")]
    public void PngPixelsArePillows(string name) => RequireEqual(name, 0);

    [JpegTheory]
    [InlineData("420.jpg")]
    [InlineData("444.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("grey.jpg")]
    public void JpegPixelsArePillows(string name) => RequireEqual(name, 1); // another libjpeg-turbo may round a level differently

    [JpegFact]
    public void ManyThreadsDecodeAtOnce() => Parallel.For(0, 200, _ =>
        Assert.Equal(ImageFile.Read(GoldenImages.At("420.jpg")).Pixels, ImageFile.Read(GoldenImages.At("420.jpg")).Pixels));

    [Fact]
    public void WithoutTheLibraryTheMessageNamesThePackage() => Assert.Contains("apt-get install libturbojpeg0", TurboJpeg.HowToInstall, StringComparison.Ordinal);

    [JpegFact]
    public void CmykIsRefused() => Refused(GoldenImages.Bytes("cmyk.jpg"), "CMYK");

    [JpegTheory]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(780)]
    public void CutJpegsAreRefused(int length) => Refused(GoldenImages.Bytes("420.jpg")[..length], $"a damaged JPEG of {length} bytes");

    [Fact]
    public void EveryCutPngIsRefused()
    {
        var whole = GoldenImages.Bytes("rgb8.png");
        foreach (var length in Enumerable.Range(0, whole.Length).Where(l => l % 13 == 0))
        {
            Assert.Throws<InvalidInputException>(() => ImageFile.Decode(whole.AsSpan(0, length), "x.png"));
        }
    }

    [Fact]
    public void EveryFlippedByteOfAPngIsNoticed()
    {
        var whole = GoldenImages.Bytes("rgb8.png");
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x11;
            Assert.Throws<InvalidInputException>(() => ImageFile.Decode(damaged, "x.png"));
        }
    }

    [Fact]
    public void DamagedPngChunksAreNamedByTheirByte()
    {
        var damaged = GoldenImages.Bytes("rgb8.png");
        damaged[50] ^= 1;
        Refused(damaged, "the PNG chunk at byte 33 is damaged");
    }

    [Theory]
    [InlineData(new byte[0], "the file is empty")]
    [InlineData(new byte[] { 0x47, 0x49, 0x46, 0x38, 0x39 }, "neither JPEG nor PNG: it begins with the bytes 47494638")]
    public void ForeignFilesAreRefused(byte[] content, string message) => Refused(content, message);

    [Fact]
    public void AMissingFileIsNamed()
    {
        var error = Assert.Throws<InvalidInputException>(() => ImageFile.Read(Path.Combine("no", "such.png")));
        Assert.Contains("such.png: there is no such file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, 9)]
    [InlineData(32, 32)]
    [InlineData(19, 5)]
    [InlineData(40, 27)]
    public void ResizedPixelsArePillows(int height, int width) =>
        Assert.Equal(GoldenImages.Expected($"resized-{height}x{width}", height, width).Pixels, ImageFile.Read(GoldenImages.At("pillow.png")).Resize(height, width).Pixels);

    [Fact]
    public void FittingKeepsTheProportionsAndTheMiddle()
    {
        var pixels = new byte[3 * 4 * 8];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i % 8);
        }

        var fitted = new Picture(4, 8, pixels).FitTo(4, 4);
        Assert.Equal((4, 4), (fitted.Height, fitted.Width));
        Assert.Equal([2, 3, 4, 5], fitted.Pixels[..4]);
    }

    [Fact]
    public void EachRuleGivesTheSizeInItsOwnWay()
    {
        var pixels = new byte[3 * 4 * 8];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(10 * (i % 8 + 1));
        }

        var wide = new Picture(4, 8, pixels);
        Assert.Equal(wide.CenterCrop(4, 4).Pixels, wide.FitTo(4, 4, ResizeRule.Cover).Pixels);
        Assert.Equal(wide.Resize(4, 4).Pixels, wide.FitTo(4, 4, ResizeRule.Stretch).Pixels);
        var small = wide.Resize(2, 4).Pixels;
        var black = new byte[4];
        Assert.Equal([.. black, .. small[..8], .. black, .. black, .. small[8..16], .. black, .. black, .. small[16..], .. black], wide.FitTo(4, 4, ResizeRule.Contain).Pixels);
    }

    [Fact]
    public void AHeaderThatClaimsMoreThanCanBeReadIsRefused()
    {
        // 16384×16384 pixels of 16-bit colours with transparency: 2 GiB of rows.
        var content = GoldenImages.Bytes("rgba8.png");
        content[16 + 2] = content[20 + 2] = 0x40;
        content[16 + 3] = content[20 + 3] = 0;
        content[24] = 16;
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(29), Crc32(content.AsSpan(12, 17)));
        Refused(content, "claims 16384×16384 pixels");
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }

    private static void RequireEqual(string name, int tolerance)
    {
        var (expected, actual) = (GoldenImages.Expected(name), ImageFile.Read(GoldenImages.At(name)));
        Assert.Equal((expected.Height, expected.Width), (actual.Height, actual.Width));
        Assert.InRange(expected.Pixels.Zip(actual.Pixels).Max(p => Math.Abs(p.First - p.Second)), 0, tolerance);
    }

    private static void Refused(byte[] content, string message)
    {
        var error = Assert.Throws<InvalidInputException>(() => ImageFile.Decode(content, "folder/x.img"));
        Assert.StartsWith("folder/x.img: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
