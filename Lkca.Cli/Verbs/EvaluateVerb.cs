using System.Diagnostics;
using System.Globalization;
using Lkca.Cli.Arguments;
using Lkca.Cli.Output;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;
using Lkca.Runtime.Data.Images;
using Lkca.Runtime.Training;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca evaluate MODEL</c>: accuracy and loss of trained weights.</summary>
internal sealed class EvaluateVerb : Verb
{
    public override string Name => "evaluate";

    public override string Summary => "top-1, top-5 (percent) and loss on test images";

    public override string[] Arguments => ["MODEL"];

    public override Option[] Options =>
    [
        new("weights", "FILE", "safetensors file with the weights", Required: true),
        new("data", "SPEC", $"the images: {DataSpec.Known}", Required: true),
        new("split", "NAME", "test (default) or train"),
        new("batch", "N", "images per forward pass (default 128)"),
        .. Option.Session,
    ];

    public override int Run(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var handle = invocation.Model();
        var spec = DataSpec.Parse(arguments.Required("data"));
        var split = arguments.Text("split") ?? "test";
        if (split is not ("test" or "train"))
        {
            throw new UsageException($"--split {split}: test or train is expected");
        }

        var data = Images(ResizeRule.Cover);
        data.RequireFits(handle.Description);
        using var model = invocation.Open(handle, arguments.Integer("batch", 128, 1, 65536), training: false);
        if (WeightMetadata.Read(model.Load(arguments.Required("weights")), model.Info).Resize is var resize and not ResizeRule.Cover)
        {
            data = Images(resize);
        }

        var begin = Stopwatch.GetTimestamp();
        var result = Evaluator.Evaluate(model, data);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, new { top1 = result.Top1, top5 = result.Top5, loss = result.Loss, images = result.Images, seconds });
        }
        else
        {
            invocation.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{handle.Description.Name} on {data.Name}: top-1 {result.Top1:F2} %, top-5 {result.Top5:F2} %, loss {result.Loss:F4}, "
                    + $"{result.Images} images, {result.Images / seconds:F0} images/s"));
        }

        return 0;

        IImageDataset Images(ResizeRule resize) => split == "train" ? spec.Train(resize) : spec.Test(resize);
    }
}
