using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Lkca.Cli.Arguments;
using Lkca.Cli.Output;
using Lkca.Runtime;
using Lkca.Runtime.Checkpoints;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca run-batch MODEL</c>: one batch through a model, tensors in and tensors out: the bridge to any other framework.</summary>
internal sealed class RunBatchVerb : Verb
{
    private const double LabelSmoothing = 0.1;

    public override string Name => "run-batch";

    public override string Summary => "safetensors in (parameters, input, target), safetensors out (logits; loss and gradients)";

    public override string[] Arguments => ["MODEL"];

    public override Option[] Options =>
    [
        new("in", "FILE", "every parameter by name, `input`, and `target` as I64 class numbers or as probabilities", Required: true),
        new("out", "FILE", "where the results go", Required: true),
        new("grad", null, "also the loss at label smoothing 0.1 and the gradients of it"),
        .. Option.Session,
    ];

    public override int Run(Invocation invocation)
    {
        var (source, target) = (invocation.Arguments.Required("in"), invocation.Arguments.Required("out"));
        var gradients = invocation.Arguments.Has("grad");
        var handle = invocation.Model();
        using var file = SafetensorsReader.Open(source);
        var count = BatchFile.ImageCount(file, handle.Description);
        using var model = invocation.Open(handle, count, gradients);
        model.Load(file, BatchFile.IsNoParameter);
        var (tensors, loss) = handle.Description.Precision == "F64"
            ? Run(model, BatchFile.Input<double>(file), gradients ? BatchFile.Targets<double>(file, handle.Description, count) : [], gradients)
            : Run(model, BatchFile.Input<float>(file), gradients ? BatchFile.Targets<float>(file, handle.Description, count) : [], gradients);
        SafetensorsWriter.Write(target, tensors);
        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, new { @out = target, images = count, loss });
        }
        else
        {
            invocation.Output.WriteLine($"{target}: {count} images{(loss == null ? "" : $", loss {loss:R}")}");
        }

        return 0;
    }

    private static (List<OutgoingTensor> Tensors, double? Loss) Run<T>(IVisionModel model, T[] images, T[] targets, bool gradients)
        where T : unmanaged
    {
        var info = model.Info;
        var type = TensorEntry.TypeOf(info.Precision);
        var count = images.Length / (info.Channels * info.Height * info.Width);
        var logits = new T[count * info.Classes];
        var options = new StepOptions { LabelSmoothing = LabelSmoothing };
        if (images is double[] wide)
        {
            model.Forward(wide, (double[])(object)logits);
        }
        else
        {
            model.Forward((float[])(object)images, (float[])(object)logits);
        }

        List<OutgoingTensor> tensors = [Tensor("logits", logits, count, info.Classes)];
        if (!gradients)
        {
            return (tensors, null);
        }

        var imageGradient = new T[images.Length];
        var loss = images is double[] wideImages
            ? model.Differentiate(wideImages, (double[])(object)targets, options, (double[])(object)imageGradient)
            : model.Differentiate((float[])(object)images, (float[])(object)targets, options, (float[])(object)imageGradient);
        model.Download();
        tensors.Add(Tensor("loss", [typeof(T) == typeof(double) ? (T)(object)loss : (T)(object)(float)loss], 1));
        tensors.Add(Tensor("grad.input", imageGradient, count, info.Channels, info.Height, info.Width));
        tensors.AddRange(WeightFiles.Tensors(model.Gradients, "grad."));
        return (tensors, loss);

        OutgoingTensor Tensor(string name, T[] values, params int[] shape) => new(name, type, shape, () => MemoryMarshal.AsBytes<T>(values));
    }
}
