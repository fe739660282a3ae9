using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Lkca.Runtime;
using Lkca.Runtime.Checkpoints;
using Lkca.Tests;
using Xunit;

namespace Lkca.Cli.Tests;

public sealed class RunBatchTests : IDisposable
{
    private static readonly double[] Images = [.. Enumerable.Range(0, 2 * 24).Select(i => Math.Sin(i))];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Double_models_read_and_write_doubles()
    {
        using var model = WideStandInModel.Create(new SessionOptions { Seed = 4 });
        WriteInput(model, OutgoingTensor.Of("target", [2L, 0], 2), OutgoingTensor.Of("input", Images, 2, 3, 4, 2));
        var result = Cli.Json("run-batch", "WideStandIn", "--in", _folder.At("in"), "--out", _folder.At("out"), "--grad");
        using var file = SafetensorsReader.Open(_folder.At("out"));
        Assert.Equal(["grad.head.bias", "grad.head.weight", "grad.input", "logits", "loss"], file.Tensors.Select(t => t.Name).Order());
        Assert.All(file.Tensors, t => Assert.Equal(TensorType.F64, t.Type));
        Assert.Equal(["(2, 3)", "(1)", "(2, 3, 4, 2)", "(3, 24)"], new[] { "logits", "loss", "grad.input", "grad.head.weight" }.Select(n =>
            file.Find(n)!.ShapeText));

        var (logits, gradient) = (new double[6], new double[48]);
        model.Forward(Images, logits);
        var loss = model.Differentiate(Images, [0, 0, 1, 1, 0, 0], new StepOptions { LabelSmoothing = 0.1 }, gradient);
        Assert.Equal(logits, Read(file, "logits"));
        Assert.Equal([loss], Read(file, "loss"));
        Assert.Equal(gradient, Read(file, "grad.input"));
        Assert.Equal(MemoryMarshal.Cast<byte, double>(model.Gradients.Bytes("head.weight")).ToArray(), Read(file, "grad.head.weight"));
        Assert.Equal(loss, result.GetProperty("loss").GetDouble());
    }

    [Fact]
    public void Probabilities_give_what_class_numbers_give_and_results_of_another_run_are_passed_over()
    {
        using var model = WideStandInModel.Create(new SessionOptions { Seed = 4 });
        var images = OutgoingTensor.Of("input", Images, 2, 3, 4, 2);
        WriteInput(model, OutgoingTensor.Of("target", [2L, 0], 2), images);
        Cli.Good("run-batch", "WideStandIn", "--in", _folder.At("in"), "--out", _folder.At("a"), "--grad");
        WriteInput(model, OutgoingTensor.Of("target", [0f, 0, 1, 1, 0, 0], 2, 3), images, OutgoingTensor.Of("grad.head.bias", [1f], 1),
            OutgoingTensor.Of("logits", [1f], 1));
        Cli.Good("run-batch", "WideStandIn", "--in", _folder.At("in"), "--out", _folder.At("b"), "--grad");
        Assert.Equal(File.ReadAllBytes(_folder.At("a")), File.ReadAllBytes(_folder.At("b")));
    }

    [Fact]
    public void Single_models_convert_their_input_and_need_no_target_without_gradients()
    {
        using var model = StandInModel.Create(new SessionOptions { Seed = 4 });
        WriteInput(model, OutgoingTensor.Of("input", new double[3072], 1, 3, 32, 32));
        Cli.Good("run-batch", "StandIn", "--in", _folder.At("in"), "--out", _folder.At("out"));
        using var file = SafetensorsReader.Open(_folder.At("out"));
        Assert.Equal(("logits", TensorType.F32), (Assert.Single(file.Tensors).Name, file.Tensors[0].Type));
    }

    [Fact]
    public void A_wrong_file_is_one_clear_line()
    {
        using var model = WideStandInModel.Create(new SessionOptions());
        var target = OutgoingTensor.Of("target", [2L, 0], 2);
        var images = OutgoingTensor.Of("input", Images, 2, 3, 4, 2);
        Check("there is no tensor input", target);
        Check("input is F64 (48); WideStandIn takes F32 or F64 (n, 3, 4, 2)", target, OutgoingTensor.Of("input", Images, 48));
        Check("there is no tensor target", images);
        Check("target is I64 (1); I64 (2) class numbers", images, OutgoingTensor.Of("target", [1L], 1));
        Check("target[1] is 3; WideStandIn has the classes 0 to 2", images, OutgoingTensor.Of("target", [0L, 3], 2));
        Check("target row 1 sums to 0.5", images, OutgoingTensor.Of("target", [1f, 0, 0, 0.5f, 0, 0], 2, 3));
        Check("unexpected: surprise", images, target, OutgoingTensor.Of("surprise", [1f], 1));
        SafetensorsWriter.Write(_folder.At("in"), [images, target]);
        Assert.Contains("missing: head.weight, head.bias", Run(), StringComparison.Ordinal);

        void Check(string expected, params OutgoingTensor[] tensors)
        {
            WriteInput(model, tensors);
            Assert.Contains(expected, Run(), StringComparison.Ordinal);
        }

        string Run() => Cli.Refused(2, "run-batch", "WideStandIn", "--in", _folder.At("in"), "--out", _folder.At("out"), "--grad");
    }

    private void WriteInput(LinearModel model, params OutgoingTensor[] tensors) =>
        SafetensorsWriter.Write(_folder.At("in"), WeightFiles.Tensors(model.Weights).Concat(tensors));

    private static double[] Read(SafetensorsReader file, string name)
    {
        var values = new double[file.Find(name)!.Count];
        file.Read(file.Find(name)!, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
