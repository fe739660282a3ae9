using Lkca.Cli.Arguments;
using Lkca.Cli.Output;
using Lkca.Runtime.Checkpoints;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca weights check MODEL</c>: does a file fit a model, and if not, where.</summary>
internal sealed class WeightsCheckVerb : Verb
{
    public override string Name => "weights check";

    public override string Summary => "compares a weight file with a model: missing, unexpected and mis-shaped names; exit code 2 where it does not fit";

    public override string[] Arguments => ["MODEL"];

    public override Option[] Options => [new("in", "FILE", "safetensors file with the weights", Required: true)];

    public override int Run(Invocation invocation)
    {
        var path = invocation.Arguments.Required("in");
        var model = invocation.Model().Description;
        using var file = SafetensorsReader.Open(path);
        file.CheckSeal();
        var report = WeightReport.Of(model, file);
        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, WeightsText.Json(path, report));
        }
        else
        {
            WeightsText.Write(invocation.Output, path, report);
        }

        return report.Fits ? 0 : 2;
    }
}
