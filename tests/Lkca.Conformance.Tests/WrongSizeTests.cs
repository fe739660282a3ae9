using System;
using System.Globalization;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>Spans of the wrong length are refused by a message that names the sizes, before anything is computed.</summary>
public sealed class WrongSizeTests : IDisposable
{
    private const int MaxBatch = 4;
    private readonly CompiledModel _compiled = GoldenModels.Named("LkcaConvolution");
    private readonly IVisionModel _model;
    private readonly int _image;
    private readonly int _classes;

    public WrongSizeTests()
    {
        _model = _compiled.Create(new SessionOptions { MaxBatch = MaxBatch, Threads = 1 });
        (_image, _classes) = (_compiled.Info.Channels * _compiled.Info.Height * _compiled.Info.Width, _compiled.Info.Classes);
    }

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void ImagesThatAreNoWholeNumberOfImages(int extra)
    {
        var images = new float[(2 * _image) + extra];
        Refused(images.Length, () => _model.Forward(images, new float[2 * _classes]));
        Refused(images.Length, () => _model.Step(images, new float[2 * _classes], new StepOptions()));
    }

    [Fact]
    public void NoImages()
    {
        Assert.ThrowsAny<ArgumentException>(() => _model.Forward(ReadOnlySpan<float>.Empty, Span<float>.Empty));
        Assert.ThrowsAny<ArgumentException>(() => _model.Step(ReadOnlySpan<float>.Empty, ReadOnlySpan<float>.Empty, new StepOptions()));
    }

    [Fact]
    public void MoreImagesThanTheSessionTakes()
    {
        var images = new float[(MaxBatch + 1) * _image];
        Refused(MaxBatch, () => _model.Forward(images, new float[(MaxBatch + 1) * _classes]));
        Refused(MaxBatch, () => _model.Step(images, new float[(MaxBatch + 1) * _classes], new StepOptions()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void LogitsOfAnotherSize(int extra)
    {
        var logits = new float[(2 * _classes) + extra];
        Refused(logits.Length, () => _model.Forward(new float[2 * _image], logits));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void TargetsOfAnotherSize(int extra)
    {
        var targets = new float[(2 * _classes) + extra];
        Refused(targets.Length, () => _model.Step(new float[2 * _image], targets, new StepOptions()));
        Refused(targets.Length, () => _model.Differentiate(new float[2 * _image], targets, new StepOptions(), Span<float>.Empty));
    }

    [Fact]
    public void ImageGradientOfAnotherSize()
    {
        var gradient = new float[(2 * _image) - 1];
        Refused(gradient.Length, () => _model.Differentiate(new float[2 * _image], new float[2 * _classes], new StepOptions(), gradient));
    }

    [Fact]
    public void AnUnknownParameterNamesTheNearest()
    {
        var error = Assert.ThrowsAny<Exception>(() => { _ = _model.Weights.Bytes("blocks.0.lkca.kernal").Length; });
        Assert.Contains("blocks.0.lkca.kernel", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADisposedSession()
    {
        var model = _compiled.Create(new SessionOptions { MaxBatch = 1, Threads = 1 });
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Forward(new float[_image], new float[_classes]));
        Assert.Throws<ObjectDisposedException>(() => { model.Step(new float[_image], new float[_classes], new StepOptions()); });
        Assert.Throws<ObjectDisposedException>(() => model.Initialize(1));
        Assert.Throws<ObjectDisposedException>(model.Upload);
        Assert.Throws<ObjectDisposedException>(model.Download);
        Assert.Throws<ObjectDisposedException>(() => model.Weights);
        Assert.Throws<ObjectDisposedException>(() => model.Gradients);
    }

    [Fact]
    public void OptionsThatWouldSpoilTheWeights()
    {
        StepOptions[] wrong =
        [
            new() { LearningRate = double.NaN }, new() { LearningRate = -1 }, new() { WeightDecay = double.PositiveInfinity }, new() { LabelSmoothing = 1.5 },
            new() { Beta1 = 1 }, new() { Beta2 = -0.1 }, new() { Epsilon = 0 }, new() { DropPath = 1 },
        ];
        foreach (var options in wrong)
        {
            Assert.Throws<ArgumentException>(() => { _model.Step(new float[_image], new float[_classes], options); });
        }
    }

    [Fact]
    public void RefusalLeavesTheSessionUsable()
    {
        var images = new float[_image];
        var (before, after) = (new float[_classes], new float[_classes]);
        _model.Forward(images, before);
        Assert.ThrowsAny<ArgumentException>(() => _model.Forward(images, new float[1]));
        _model.Forward(images, after);
        Assert.Equal(before, after);
    }

    private static void Refused(int number, Action call)
    {
        var error = Assert.ThrowsAny<ArgumentException>(call);
        var message = error.Message.Replace(",", "", StringComparison.Ordinal);
        Assert.Contains(number.ToString(CultureInfo.InvariantCulture), message, StringComparison.Ordinal);
    }
}
