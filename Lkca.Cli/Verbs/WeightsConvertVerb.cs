using Lkca.Cli.Arguments;
using Lkca.Cli.Output;
using Lkca.Runtime.Checkpoints;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca weights convert MODEL</c>: a file that fits the model, made of one that nearly does.</summary>
internal sealed class WeightsConvertVerb : Verb
{
    public override string Name => "weights convert";

    public override string Summary => "writes weights as MODEL takes them: pos_embed resized to its grid, half precision widened";

    public override string[] Arguments => ["MODEL"];

    public override Option[] Options =>
    [
        new("in", "FILE", "safetensors file with the weights", Required: true),
        new("out", "FILE", "safetensors file to write", Required: true),
        new("partial", null, "take what fits, and leave the rest at its initial values"),
        new("seed", "S", "seed of the initial values"),
    ];

    public override int Run(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var (source, target, seed) = (arguments.Required("in"), arguments.Required("out"), arguments.Seed("seed", 0));
        using var model = invocation.Open(invocation.Model(), 1, training: false, seed);
        model.Initialize(seed);
        var report = TrainVerb.Import(model, source, arguments.Has("partial"), "--partial");
        using (var file = SafetensorsReader.Open(source))
        {
            model.Save(target, WeightMetadata.Kept(file.Metadata));
        }

        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, WeightsText.Json(source, report));
        }
        else
        {
            WeightsText.Write(invocation.Output, source, report);
            invocation.Output.WriteLine($"{target}: the weights of {model.Info.Name}");
        }

        return 0;
    }
}
