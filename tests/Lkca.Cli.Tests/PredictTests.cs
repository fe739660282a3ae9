using System;
using System.IO;
using System.Linq;
using Lkca.Runtime.Data;
using Lkca.Runtime.Data.Images;
using Lkca.Runtime.Reporting;
using Lkca.Tests;
using Xunit;

namespace Lkca.Cli.Tests;

public sealed class PredictTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _weights;

    public PredictTests()
    {
        _weights = _folder.At("run", "last.safetensors");
        Cli.Good("train", "StandIn", "--data", "synthetic:train=40,test=10", "--epochs", "2", "--batch", "8", "--out", _folder.At("run"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_of_the_set_is_answered_as_its_record_is()
    {
        Cli.Good("data", "write", "--data", "synthetic:train=40,test=10", "--format", "cifar10", "--out", _folder.At("cifar"));
        var record = Cli.Json("predict", "StandIn", "--weights", _weights, _folder.At("cifar", "test_batch.bin"))[3];
        var picture = Assert.Single(Cli.Json("predict", "StandIn", "--weights", _weights, Picture("three.png", 3)).EnumerateArray());
        Assert.Equal(record.GetProperty("predictions").GetRawText(), picture.GetProperty("predictions").GetRawText());
        Assert.Equal(5, picture.GetProperty("predictions").GetArrayLength());
        Assert.Equal(_folder.At("three.png"), picture.GetProperty("file").GetString());
    }

    [Fact]
    public void A_picture_of_another_size_is_scaled_and_cropped()
    {
        // Each pixel fourfold: scaling down gives the picture back, and its answer with it, but for the filter's reach.
        var likeliest = Likeliest(Picture("small.png", 3));
        Assert.Equal(likeliest, Likeliest(Picture("large.png", 3, scale: 4)));
    }

    [Fact]
    public void The_recipe_of_the_weights_says_how_a_picture_is_resized()
    {
        Cli.Good("train", "StandIn", "--data", "synthetic:train=40,test=10", "--epochs", "2", "--batch", "8", "--set", "resize=stretch", "--out", _folder.At("stretched"));
        var wide = Picture("wide.png", 3, across: 2);
        foreach (var (run, rule) in new[] { ("stretched", ResizeRule.Stretch), ("run", ResizeRule.Cover) })
        {
            var fitted = ImageFile.Read(wide).FitTo(32, 32, rule);
            File.WriteAllBytes(_folder.At("fitted.png"), PngEncoder.Encode(RgbImage.OfPlanes(fitted.Pixels, 3, 32, 32)));
            Assert.Equal(Answer(_folder.At("fitted.png"), run), Answer(wide, run));
        }

        Assert.NotEqual(Answer(wide, "run"), Answer(wide, "stretched"));
    }

    [Fact]
    public void A_bad_file_is_named_and_the_others_are_answered()
    {
        File.WriteAllText(_folder.At("text.png"), "no picture");
        File.WriteAllBytes(_folder.At("cut.png"), File.ReadAllBytes(Picture("whole.png", 1))[..100]);
        var (code, output, error) = Cli.Run("predict", "StandIn", "--weights", _weights, _folder.At("text.png"), Picture("good.png", 2), _folder.At("cut.png"), _folder.At("none.jpg"));
        Assert.Equal(2, code);
        Assert.Contains("good.png", output, StringComparison.Ordinal);
        var lines = error.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.All(lines.Zip(["text.png", "cut.png", "none.jpg"]), pair => Assert.StartsWith($"lkca: {_folder.At(pair.Second)}: ", pair.First, StringComparison.Ordinal));
        Assert.Contains("neither JPEG nor PNG", lines[0], StringComparison.Ordinal);
    }

    private string Likeliest(string path) => Cli.Json("predict", "StandIn", "--weights", _weights, path)[0].GetProperty("predictions")[0].GetProperty("name").GetString()!;

    private string Answer(string path, string run) =>
        Cli.Json("predict", "StandIn", "--weights", _folder.At(run, "last.safetensors"), path)[0].GetProperty("predictions").GetRawText();

    /// <summary>A picture of the test part, each pixel scale times as high and scale · across times as wide.</summary>
    private string Picture(string name, int image, int scale = 1, int across = 1)
    {
        var pixels = new byte[3 * 32 * 32];
        SyntheticImages.Draw(10, 0, train: false).ReadPixels(image, pixels);
        var sheet = RgbImage.OfPlanes(pixels, 3, 32, 32);
        var large = new RgbImage(32 * scale, 32 * scale * across);
        foreach (var i in Enumerable.Range(0, large.Pixels.Length))
        {
            large.Pixels[i] = sheet.Pixels[3 * (i / 3 / large.Width / scale * 32 + i / 3 % large.Width / (scale * across)) + i % 3];
        }

        File.WriteAllBytes(_folder.At(name), PngEncoder.Encode(large));
        return _folder.At(name);
    }
}
