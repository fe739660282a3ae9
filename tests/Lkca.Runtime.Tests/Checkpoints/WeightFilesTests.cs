using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;
using Lkca.Runtime.Data.Images;
using Lkca.Runtime.Training;
using Lkca.Tests;
using Xunit;

namespace Lkca.Runtime.Tests.Checkpoints;

public sealed class WeightFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Target => _folder.At("w.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Weights_survive_a_round_trip_under_their_own_names()
    {
        using var model = New(seed: 1);
        model.Save(Target);
        using var other = New(seed: 2);
        other.Load(Target);
        Assert.Equal(model.Weights.Bytes("head.weight").ToArray(), other.Weights.Bytes("head.weight").ToArray());
        Assert.Equal(1, other.Uploads);
        using var file = SafetensorsReader.Open(Target);
        Assert.Equal(["head.weight", "head.bias"], file.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void Precisions_convert_both_ways()
    {
        using var single = New(seed: 1);
        using var wide = New(seed: 2, precision: "F64");
        single.Save(Target);
        wide.Load(Target);
        var expected = MemoryMarshal.Cast<byte, float>(single.Weights.Bytes("head.weight")).ToArray();
        Assert.Equal(expected.Select(v => (double)v), MemoryMarshal.Cast<byte, double>(wide.Weights.Bytes("head.weight")).ToArray());
        wide.Save(Target);
        single.Initialize(5);
        single.Load(Target);
        Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(single.Weights.Bytes("head.weight")).ToArray());
    }

    [Fact]
    public void Missing_unexpected_and_misshapen_names_are_one_error_and_change_nothing()
    {
        SafetensorsWriter.Write(Target, [OutgoingTensor.Of("head.weight", new float[4], 2, 2), OutgoingTensor.Of("tail.bias", new float[1], 1)]);
        using var model = New(seed: 1);
        var before = model.Weights.Bytes("head.weight").ToArray();
        var error = Assert.Throws<InvalidInputException>(() => model.Load(Target));
        Assert.Contains("missing: head.bias; unexpected: tail.bias; of another shape: head.weight F32 (2, 2) instead of (4, 12)",
            error.Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Weights.Bytes("head.weight").ToArray());
    }

    [Fact]
    public void A_state_holds_everything_and_its_weights_can_be_read_alone()
    {
        using var model = New(seed: 1);
        model.Step(new float[12], [1, 0, 0, 0], new StepOptions());
        var state = new TrainingState { Step = 41, LossSum = 0.1 + 0.2, Recipe = new TrainingRecipe { Epochs = 3, WarmupEpochs = 0.5 }, Data = "d" };
        state.Save(model, Target);
        using var other = New(seed: 2);
        Assert.Equal(state, TrainingState.Load(other, Target));
        Assert.Equal(1, other.StepCount);
        foreach (var name in new[] { "head.weight", "head.bias" })
        {
            Assert.Equal(model.Weights.Bytes(name).ToArray(), other.Weights.Bytes(name).ToArray());
            Assert.Equal(model.FirstMoments.Bytes(name).ToArray(), other.FirstMoments.Bytes(name).ToArray());
            Assert.Equal(model.SecondMoments.Bytes(name).ToArray(), other.SecondMoments.Bytes(name).ToArray());
        }

        using var third = New(seed: 3);
        third.Load(Target);
        Assert.Equal(model.Weights.Bytes("head.bias").ToArray(), third.Weights.Bytes("head.bias").ToArray());
    }

    [Fact]
    public void A_state_of_another_model_and_plain_weights_are_no_state()
    {
        using var model = New(seed: 1);
        new TrainingState { Step = 1, LossSum = 0, Recipe = new(), Data = "" }.Save(model, Target);
        using var other = new LinearModel(LinearModel.Describe(height: 4, width: 2), new SessionOptions());
        Assert.Contains("linear-3x32x32-10", Throws(() => TrainingState.Load(new LinearModel(LinearModel.Describe(), new()), Target)), StringComparison.Ordinal);
        using var wide = New(seed: 1, precision: "F64");
        Assert.Contains("precision F32", Throws(() => TrainingState.Load(wide, Target)), StringComparison.Ordinal);
        model.Save(Target);
        Assert.Contains("not a training state", Throws(() => TrainingState.Load(model, Target)), StringComparison.Ordinal);
    }

    [Fact]
    public void Weight_metadata_is_read_back_and_falls_back_to_cifar()
    {
        var data = SyntheticImages.Draw(10, 0, train: true);
        var info = LinearModel.Describe();
        var read = WeightMetadata.Read(WeightMetadata.Of(info, data, ResizeRule.Contain), info);
        Assert.Equal(data.ClassNames, read.ClassNames);
        Assert.Equal(data.Normalization.Mean, read.Normalization.Mean);
        Assert.Equal(ResizeRule.Contain, read.Resize);
        Assert.Equal(ResizeRule.Cover, WeightMetadata.Read(new Dictionary<string, string> { ["resize"] = "squeeze" }, info).Resize);
        Assert.Equal("airplane", WeightMetadata.Read(new Dictionary<string, string> { ["classes"] = "[oops", ["mean"] = "[1]" }, info).ClassNames[0]);
    }

    private static string Throws(Action action) => Assert.Throws<InvalidInputException>(action).Message;

    private static LinearModel New(ulong seed, string precision = "F32") =>
        new(LinearModel.Describe(height: 2, width: 2, classes: 4, precision: precision), new SessionOptions { Seed = seed });
}
