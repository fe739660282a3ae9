using System;
using System.IO;
using System.Linq;
using Lkca.Runtime.Data;
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

    private string Picture(string name, int image, int scale = 1)
    {
        var pixels = new byte[3 * 32 * 32];
        SyntheticImages.Draw(10, 0, train: false).ReadPixels(image, pixels);
        var sheet = RgbImage.OfPlanes(pixels, 3, 32, 32);
        var large = new RgbImage(32 * scale, 32 * scale);
        foreach (var i in Enumerable.Range(0, large.Pixels.Length))
        {
            large.Pixels[i] = sheet.Pixels[3 * (i / 3 / large.Width / scale * 32 + i / 3 % large.Width / scale) + i % 3];
        }

        File.WriteAllBytes(_folder.At(name), PngEncoder.Encode(large));
        return _folder.At(name);
    }
}
