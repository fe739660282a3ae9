using System;
using System.Linq;
using Lkca.Runtime.Data.Images;
using Lkca.Runtime.Inspection;
using Lkca.Runtime.Reporting;
using Xunit;

namespace Lkca.Runtime.Tests.Reporting;

public sealed class PictureTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 13)]
    [InlineData(200, 3)]
    public void APngHoldsThePixels(int height, int width)
    {
        var image = new RgbImage(height, width);
        new Random(height).NextBytes(image.Pixels);
        var read = ImageFile.Decode(PngEncoder.Encode(image), "written");
        Assert.Equal((height, width), (read.Height, read.Width));
        Assert.Equal(Picture.FromInterleaved(height, width, image.Pixels).Pixels, read.Pixels);
    }

    [Fact]
    public void AHeatMapHasZeroInTheMiddleAndTheLargestMagnitudeAtItsEnd()
    {
        var map = HeatMap.Diverging(new Matrix(1, 3, [-2, 0, 1]));
        Assert.Equal(2, map.Largest);
        var (low, zero, high) = (ColorMaps.Diverging(-1), ColorMaps.Diverging(0), ColorMaps.Diverging(0.5));
        Assert.Equal([low.Red, low.Green, low.Blue, zero.Red, zero.Green, zero.Blue, high.Red, high.Green, high.Blue], map.Image.Pixels);
        Assert.True(low.Blue > low.Red && high.Red > high.Blue);
        Assert.Equal(ColorMaps.Diverging(0), (HeatMap.Diverging(new Matrix(1, 1)).Image.Pixels[0], (byte)247, (byte)247));
    }

    /// <summary>Who sees no hue at all sees the order.</summary>
    [Fact]
    public void MoreIsLighter()
    {
        var lightness = Enumerable.Range(0, 101).Select(i => ColorMaps.Sequential(i / 100.0)).Select(c => 0.2126 * c.Red + 0.7152 * c.Green + 0.0722 * c.Blue).ToArray();
        Assert.Equal(lightness.Order(), lightness);
    }

    [Fact]
    public void ASheetLaysPicturesInRows()
    {
        var pictures = Enumerable.Range(0, 3).Select(i => RgbImage.OfPlanes([(byte)i], 1, 1, 1)).ToArray();
        var sheet = RgbImage.Sheet(pictures, columns: 2, scale: 2);
        Assert.Equal((6, 6), (sheet.Height, sheet.Width));
        Assert.Equal((0, 1, 2, 255), (sheet.Pixels[0], sheet.Pixels[3 * 3], sheet.Pixels[3 * (3 * 6)], sheet.Pixels[3 * (3 * 6 + 3)]));
    }
}
